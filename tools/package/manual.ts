import { Readable } from 'node:stream'
import { type Command, type Option } from 'commander'
import { createProgram } from '../../src/cli/program.ts'
import { type Terminal } from '../../src/cli/terminal.ts'

/** What is written into a manual besides the commands: it is dated and versioned by its package. */
export interface Edition {
  readonly version: string
  /** As `2026-12-01`. */
  readonly date: string
}

/** The manual page of the command, in the language of man(7), made of what the commands say of themselves. */
export function manualPage({ version, date }: Edition): string {
  const words: string[] = []
  const program = createProgram(listeningTerminal(words), () => undefined)
  const parts = [
    `.TH PAART 1 "${date}" "paart ${version}" "Paart"`,
    section('NAME', `paart \\- ${roff(lowerFirst(program.description()))}`),
    section('SYNOPSIS', '.B paart\n[\\fIoptions\\fR] \\fIcommand\\fR'),
    section('DESCRIPTION', roff(ABOUT)),
    section('OPTIONS', optionsOf(program)),
    section('COMMANDS', commandsOf(program, words).join('\n')),
    section('EXIT STATUS', roff(behind(program, words).replace('Exit codes: ', ''))),
    section('FILES', FILES.map(([file, what]) => entry(bold(file), what)).join('\n')),
    section('SEE ALSO', '.BR systemctl (1),\n.BR logrotate (8),\n.IR /usr/share/doc/paart/'),
  ]
  return `${parts.join('\n')}\n`
}

const ABOUT =
  'It stands in front of web applications, lets people through and makes robots pay. ' +
  'Without --config it reads the file that the environment variable PAART_CONFIG names, else ' +
  './config/paart.yaml, else /etc/paart/paart.yaml. Commands that speak to a gate that runs find its socket there.'

const FILES = [
  ['/etc/paart/paart.yaml', 'the configuration of an installed gate'],
  ['/run/paart/admin.sock', 'where it is told what to do'],
  ['/var/lib/paart', 'keys that sign passes, and forms that wait'],
  ['/var/log/paart/access.log', 'a line of JSON for each request'],
] as const

function nothing(): void {}

/** A terminal of which only what is written for help is wanted. */
function listeningTerminal(words: string[]): Terminal {
  return {
    out: (text) => void words.push(text),
    err: nothing,
    onSignal: () => nothing,
    exit: nothing,
    isJournal: false,
    input: () => Readable.from([]),
    env: {},
    configPlaces: [],
    user: () => '',
    from: () => '',
    nowMs: () => 0,
  }
}

function section(title: string, text: string): string {
  return `.SH ${title}\n${text}`
}

function commandsOf(command: Command, words: string[]): readonly string[] {
  return command.commands.flatMap((each) => [
    ...(each.commands.length === 0 ? [commandOf(each, words)] : []),
    ...commandsOf(each, words),
  ])
}

function commandOf(command: Command, words: string[]): string {
  const options = optionsOf(command)
  const more = behind(command, words)
  return [
    `.SS ${usageOf(command)}`,
    roff(sentence(command.description())),
    ...command.registeredArguments.map((each) => entry(roff(each.name()), each.description)),
    ...(options === '' ? [] : [options]),
    ...(more === '' ? [] : ['.PP', roff(more)]),
  ].join('\n')
}

function usageOf(command: Command): string {
  const names: string[] = []
  for (let each: Command | null = command; each !== null; each = each.parent) {
    names.unshift(each.name())
  }
  return roff(`${names.join(' ')} ${command.usage()}`.replace(/ \[options\]/, ''))
}

function optionsOf(command: Command): string {
  const visible = command.createHelp().visibleOptions(command)
  return visible
    .filter(({ long }) => long !== '--help')
    .map((option) => entry(bold(option.flags), told(command, option)))
    .join('\n')
}

function told(command: Command, option: Option): string {
  return command.createHelp().optionDescription(option)
}

/** What a command's help says behind its options. */
function behind(command: Command, words: string[]): string {
  words.length = 0
  command.outputHelp()
  return words.join('').replace(command.helpInformation(), '').trim().replaceAll('\n', ' ')
}

function entry(term: string, text: string): string {
  return `.TP\n${term}\n${roff(text)}`
}

function bold(text: string): string {
  return `\\fB${roff(text)}\\fR`
}

/** Hyphens that are typed, and what man(7) would take for a command of its own. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(/^([.'])/gm, '\\&$1')
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '')
}
