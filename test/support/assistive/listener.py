"""Listens to a browser as a screen reader does: over AT-SPI, on the bus of the environment.

Lines of its standard input are commands, each answered by one line of JSON:
`forget` forgets what was said and where the focus went within a page; `look` gives both, and the page
that is shown, as lines of text: what is read in its order, each line indented by how deep it lies.
"""

import json
import sys
import threading
from functools import cached_property

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402 -- the version is asked for first

# A child within a text stands there as this character.
CHILD = "\ufffc"

# Mere boxes: nothing is said of them, what is in them belongs to what they are in.
BOXES = {"section", "static", "text container", "panel"}

# Of these the page says better what they are.
GIVEN_ROLES = {"landmark", "status bar", "notification"}

DOCUMENT = "document web"

# Their name is their content, and one line says both.
NAMED_BY_CONTENT = {"heading", "link", "list item", "push button"}

STATES = {
    Atspi.StateType.FOCUSED: "focused",
    Atspi.StateType.REQUIRED: "required",
    Atspi.StateType.INVALID_ENTRY: "invalid",
    Atspi.StateType.CHECKED: "checked",
    Atspi.StateType.BUSY: "busy",
}

RELATIONS = {
    Atspi.RelationType.DESCRIBED_BY: "described by",
    Atspi.RelationType.ERROR_MESSAGE: "error told by",
}


class Node:
    """An element, asked once for each thing it is: a question goes to the browser and back."""

    def __init__(self, accessible):
        self.accessible = accessible
        self.kind = accessible.get_role_name()

    @cached_property
    def attributes(self):
        return self.accessible.get_attributes() or {}

    @cached_property
    def states(self):
        return self.accessible.get_state_set()

    @cached_property
    def hasText(self):
        return "Text" in self.accessible.get_interfaces()

    @cached_property
    def text(self):
        return Atspi.Text.get_text(self.accessible, 0, -1) if self.hasText else ""

    @cached_property
    def name(self):
        return self.accessible.get_name()

    @cached_property
    def role(self):
        """The one that the page gave it, where that says more."""
        given = self.attributes.get("xml-roles", "")
        return given if self.kind in GIVEN_ROLES and given else self.kind

    @cached_property
    def language(self):
        """Of its text; empty where it has none of its own."""
        attributes = Atspi.Text.get_default_attributes(self.accessible) if self.hasText else None
        return (attributes or {}).get("language", "")

    @cached_property
    def children(self):
        count = self.accessible.get_child_count()
        found = (self.accessible.get_child_at_index(i) for i in range(count))
        return [Node(child) for child in found if child is not None]

    @cached_property
    def parts(self):
        """Texts and elements in the order they are read, boxes taken away."""
        return list(joined(self.content()))

    @cached_property
    def wholeText(self):
        parts = (part if isinstance(part, str) else part.wholeText for part in self.parts)
        return " ".join(part for part in parts if part)

    def content(self):
        waiting = list(self.children)
        texts = self.text.split(CHILD)
        for i, text in enumerate(texts):
            yield text
            if i < len(texts) - 1 and waiting:
                yield from waiting.pop(0).unboxed()
        for child in waiting:
            yield from child.unboxed()

    def unboxed(self):
        if self.kind not in BOXES:
            yield self
            return
        isBlock = self.attributes.get("display", "") != "inline"
        if isBlock:
            yield None
        yield from self.content()
        if isBlock:
            yield None

    def notes(self, around):
        given = self.attributes
        if "level" in given:
            yield "level " + given["level"]
        if "valuetext" in given:
            yield given["valuetext"]
        if given.get("current", "false") != "false":
            yield "current"
        if "live" in given:
            yield "live " + given["live"]
        for state, word in STATES.items():
            if self.states.contains(state) and self.kind != DOCUMENT:
                yield word
        if self.states.contains(Atspi.StateType.EXPANDABLE):
            yield "expanded" if self.states.contains(Atspi.StateType.EXPANDED) else "collapsed"
        if not self.states.contains(Atspi.StateType.ENABLED):
            yield "not enabled"
        if self.language not in ("", around):
            yield "in " + self.language
        yield from self.relations()

    def relations(self):
        for relation in self.accessible.get_relation_set():
            word = RELATIONS.get(relation.get_relation_type())
            if word is not None:
                targets = [Node(relation.get_target(i)) for i in range(relation.get_n_targets())]
                yield f"{word} {' and '.join(quoted(target.wholeText) for target in targets)}"

    def lines(self, depth=0, around=""):
        isOne = self.kind in NAMED_BY_CONTENT and all(isinstance(part, str) for part in self.parts)
        isNamed = self.name and (isOne or self.kind != "list item")
        name = f" {quoted(self.name)}" if isNamed else ""
        notes = ", ".join(self.notes(around))
        yield "  " * depth + self.role + name + (f" ({notes})" if notes else "")
        if self.kind == "entry":
            yield "  " * (depth + 1) + "holds " + quoted(self.text)
        elif not isOne:
            yield from self.inner(depth + 1, self.language or around)

    def inner(self, depth, around):
        for part in self.parts:
            if isinstance(part, str):
                yield "  " * depth + quoted(part)
            else:
                yield from part.lines(depth, around)


def joined(parts):
    """Texts that follow each other in one line are one; None separates."""
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part
            continue
        if text.strip():
            yield text.strip()
        text = ""
        if part is not None:
            yield part
    if text.strip():
        yield text.strip()


def quoted(text):
    return f'"{" ".join(text.split())}"'


def shownDocument(application):
    """A window says itself which page it shows."""
    for window in Node(application).children:
        for relation in window.accessible.get_relation_set():
            if relation.get_relation_type() == Atspi.RelationType.EMBEDS:
                return Node(relation.get_target(0))
    return None


def isInPage(accessible):
    while accessible is not None and accessible.get_role_name() != DOCUMENT:
        accessible = accessible.get_parent()
    return accessible is not None


def nameOf(accessible):
    """By the name it has now: a press may change the name of what it came to."""
    try:
        element = Node(accessible)
        return f"{element.role} {quoted(element.name)}"
    except GLib.Error:
        return "what is gone"


class Listener:
    def __init__(self):
        self.said = []
        self.focused = []
        self.events = Atspi.EventListener.new(self.hear)
        for kind in ("object:text-changed:insert", "object:children-changed:add", "object:state-changed:focused"):
            self.events.register(kind)

    def hear(self, event):
        try:
            self.note(event)
        except GLib.Error:
            # It is gone already; whoever would say it finds nothing either.
            pass

    def note(self, event):
        if event.type.startswith("object:text-changed:insert"):
            self.noteText(Node(event.source), event.any_data)
        elif event.type.startswith("object:children-changed:add"):
            if isinstance(event.any_data, Atspi.Accessible):
                self.noteAlert(Node(event.any_data))
        elif event.detail1 == 1:
            self.noteFocus(Node(event.source))

    def noteText(self, node, text):
        live = node.attributes.get("container-live", "off")
        if live != "off" and text.strip(CHILD).strip():
            self.said.append(f"{live}: {quoted(text)}")

    def noteAlert(self, node):
        if "alert" in node.attributes.get("xml-roles", ""):
            self.said.append(f"alert: {quoted(node.wholeText)}")

    def noteFocus(self, node):
        if node.kind != DOCUMENT and isInPage(node.accessible):
            self.focused.append(node.accessible)

    def answer(self, command):
        if command == "forget":
            self.said.clear()
            self.focused.clear()
            tell({})
        else:
            page = self.look()
            # What the browser told before it answered waits for its turn: everything else goes first.
            GLib.idle_add(self.tellHeard, page, priority=GLib.PRIORITY_LOW)
        return False

    def tellHeard(self, page):
        focused = [nameOf(accessible) for accessible in self.focused]
        changed = [each for each, before in zip(focused, [None, *focused]) if each != before]
        return tell({"page": page, "said": self.said, "focused": changed})

    def look(self):
        desktop = Node(Atspi.get_desktop(0))
        for application in desktop.children:
            # What is asked for is what is so now.
            application.accessible.set_cache_mask(Atspi.Cache.NONE)
            try:
                document = shownDocument(application.accessible)
                if document is not None:
                    return list(document.lines())
            except GLib.Error:
                # The page changed under our eyes; whoever asks looks again.
                pass
        return []


def tell(what):
    print(json.dumps(what, ensure_ascii=False), flush=True)
    return False


def obey(listener):
    for line in sys.stdin:
        GLib.idle_add(listener.answer, line.strip())
    GLib.idle_add(Atspi.event_quit)


threading.Thread(target=obey, args=[Listener()], daemon=True).start()
tell({})
Atspi.event_main()
