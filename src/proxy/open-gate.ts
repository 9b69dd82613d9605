import { type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Backends } from '../backends/index.ts'
import { createAuditor, createPages, loadAssets } from '../challenge-pages/index.ts'
import { PassDesk, lookouts } from '../client/index.ts'
import { BOUGHT_TOPIC, BoughtNews, type Limits, toldPurchases } from '../limits/index.ts'
import {
  type Clock,
  type Figures,
  type KeyDirectory,
  type Listen,
  type Order,
} from '../model/index.ts'
import { AnswerBuffers } from './forwarding/answer-buffers.ts'
import { failWith, refuse, sendError } from './answers/answers.ts'
import { BodyIntake, OWN_HELD_BYTES_MAX } from './forwarding/body-intake.ts'
import { Caps } from './bounds/caps.ts'
import { Prices } from './bounds/prices.ts'
import { Stocks } from './bounds/stocks.ts'
import { Claimants } from './bounds/claimants.ts'
import { Connections } from './arrival/connections.ts'
import { malformedOutcome } from './arrival/malformed-outcome.ts'
import { ConductBook } from './bounds/conduct.ts'
import { OrderBooks, nothingOrdered } from './bounds/order-books.ts'
import { Deadlines } from './bounds/deadlines.ts'
import { OtherGates } from './bounds/other-gates.ts'
import { PageBook } from './bounds/page-book.ts'
import { Exchange } from './exchange.ts'
import { FieldNames } from './forwarding/field-names.ts'
import { type Gate } from './gate.ts'
import { type GateTools, type OpenGate } from './gate-tools.ts'
import { Heap, heapShare } from './bounds/heap.ts'
import { handedRound, sharedLedger } from './bounds/ledger.ts'
import { type ListenTools, createGateServer } from './arrival/listen.ts'
import { answerUnderWay } from './arrival/node-connection.ts'
import { HopsUnderWay } from './hops/under-way.ts'
import { RoomDesk } from './bounds/rooms.ts'
import { pagesOf } from './answers/site-pages.ts'
import { refuseRawTarget, serve } from './pipeline.ts'
import { references } from './references.ts'
import { LimitTags } from './answers/limit-tags.ts'
import { askedAt, serveSubrequest } from './subrequest.ts'
import { siteTags } from './answers/site-tags.ts'
import { CopyRoom } from './kept/tools.ts'
import { ProxyWatch } from './arrival/proxy-watch.ts'
import { Sites } from './reading/sites.ts'
import { responseOfUpgrade } from './arrival/upgrade-response.ts'
import { Turns } from './bounds/turns.ts'
import { WebSockets } from './websocket/websockets.ts'

/** What clients may take, and at what price. */
function boundsOf(
  limits: Limits,
  { steadyMs }: Clock,
  news: BoughtNews,
): Pick<Gate, 'caps' | 'prices' | 'stocks'> {
  const stocks = new Stocks(limits, steadyMs)
  return {
    caps: new Caps(limits, stocks, steadyMs),
    prices: new Prices(limits, steadyMs, news.raised.bind(news)),
    stocks,
  }
}

/** What is bought here counts at other gates, if there are any. */
function telling(given: GateTools): {
  readonly tools: GateTools
  readonly others: OtherGates
  readonly news: BoughtNews
} {
  const others = new OtherGates(given.others ?? null)
  const news = new BoughtNews({
    isAnybody: () => others.areThere(given.snapshot()),
    say: (text) => others.tell({ to: 'all', topic: BOUGHT_TOPIC, text }),
  })
  const purchases = toldPurchases(given.limits.purchases, news)
  return { tools: { ...given, limits: { ...given.limits, purchases } }, others, news }
}

function ledgerOf(
  { limits, clock, snapshot, sightings }: GateTools,
  books: { readonly conduct: ConductBook; readonly pages: PageBook },
): Gate['ledger'] {
  return sharedLedger(limits, clock, { snapshot, sightings, ...books })
}

function signatureToolsOf({
  limits,
  clock,
  directories = noDirectories(),
}: GateTools): Parameters<typeof lookouts>[0] {
  return { counts: limits.tallies, steadyMs: clock.steadyMs, directories }
}

/** The same list each time, as from whoever has one. */
function noDirectories(): () => readonly KeyDirectory[] {
  const none: readonly KeyDirectory[] = []
  return () => none
}

function booksOf(orders: () => readonly Order[]): Gate['orders'] {
  const books = new OrderBooks(orders)
  return (snapshot) => books.of(snapshot)
}

function backendsOf(
  { workers, limits, clock, onEjected }: GateTools,
  orders: () => readonly Order[],
): Backends {
  const { servers: states, pairs } = limits
  const { steadyMs: nowMs, wallMs } = clock
  return new Backends({ workers, states, pairs, nowMs, wallMs, orders, onEjected })
}

const NO_FIGURES: Figures = new Map()

/** What everybody may know, and what everybody may delete. */
function openly({ figures, onDeleted }: GateTools): Pick<Gate, 'figures' | 'onDeleted'> {
  return { figures: figures ?? (() => NO_FIGURES), onDeleted: onDeleted ?? ignore }
}

/** Puts a gate together from what outlives its requests. */
export function openGate(given: GateTools): OpenGate {
  const { tools, others, news } = telling(given)
  let isDraining = false
  let isClosing = false
  const load: Load = { inFlight: 0, heap: new Heap(tools.heapShare ?? heapShare) }
  const { clock, limits, snapshot, keys, spool, orders = nothingOrdered } = tools
  const isRevoked = (pass: string): boolean =>
    limits.marks.isMarked('revoked', pass, clock.steadyMs())
  const assets = loadAssets()
  const conduct = new ConductBook(limits.tallies, clock)
  const pageBook = new PageBook(limits.tallies, clock)
  const deadlines = new Deadlines(clock.steadyMs)
  const claimants = new Claimants(limits.hashOf, handedRound(limits, clock, snapshot))
  const buffers = tools.answerBuffers ?? new AnswerBuffers()
  const gate: Gate = {
    clock,
    limits,
    keys,
    snapshot,
    ledger: ledgerOf(tools, { conduct, pages: pageBook }),
    orders: booksOf(orders),
    ...openly(tools),
    conduct,
    pageBook,
    lookout: lookouts(signatureToolsOf(tools)),
    ...boundsOf(limits, clock, news),
    claimants,
    rooms: new RoomDesk({ limits, clock, keys, claimants }),
    passes: new PassDesk(keys, isRevoked),
    others,
    auditor: createAuditor(),
    sites: new Sites(),
    backends: backendsOf(tools, orders),
    deadlines,
    intake: new BodyIntake(),
    ownIntake: new BodyIntake(OWN_HELD_BYTES_MAX),
    fieldNames: new FieldNames(),
    proxyWatch: new ProxyWatch(tools.onNotice),
    answers: { buffers, spool, turns: new Turns(), deadlines, nowMs: clock.steadyMs },
    websockets: new WebSockets(),
    keepers: tools.keepers ?? (() => []),
    hops: new HopsUnderWay(),
    kept: tools.kept === null ? null : { store: tools.kept, copies: new CopyRoom() },
    pages: pagesOf(snapshot, (site) => createPages(site, assets, clock.wallMs)),
    siteTag: siteTags(),
    limitTags: new LimitTags(),
    newReference: references(),
    isDraining: () => isDraining,
    isClosing: () => isClosing,
    tellDefect: (exchange, error) => tools.onDefect(error, exchange.reference),
    fail(exchange, error) {
      tools.onDefect(error, exchange.reference)
      exchange.decision = 'error'
      exchange.reason = { what: 'gate', name: 'defect', line: 0 }
      if (exchange.response.headersSent) exchange.response.destroy()
      else sendError(exchange, gate, { status: 500, detail: 'The gate made a mistake.' })
    },
  }
  return {
    createServer: (listen, place) => serverOf(gate, tools, load, { listen, place }),
    startDraining(graceMs, { hasSuccessor }) {
      isDraining = true
      isClosing = !hasSuccessor
      gate.websockets.goAway(graceMs, { isLate: hasSuccessor })
    },
    inFlight: () => load.inFlight,
    retain: (inForce) => gate.backends.retain(inForce),
    close: () => closeGate(gate),
  }
}

function closeGate({ deadlines, backends }: Gate): Promise<void> {
  deadlines.close()
  return backends.close()
}

/** A path at which an application has nothing is one more guess of whoever asked. */
function learn({ facts, judged, response, askedMs }: Exchange, gate: Gate): void {
  if (response.statusCode !== 404 || askedMs === null || facts === null) return
  if (judged?.route.policy.signals?.behaviour === true) gate.conduct.missed(facts)
}

/** What a worker has under way, whatever server it came through. */
interface Load {
  inFlight: number
  readonly heap: Heap
}

/** Which listener of how many, and how it is described. */
interface Door {
  readonly listen: Listen
  readonly place: number
}

function listenToolsOf(gate: Gate, tools: GateTools, load: Load, door: Door): ListenTools {
  const { deadlines } = gate
  const connections = new Connections({
    ...door,
    deadlines,
    openMax: tools.connectionsMax,
    gauges: gate.limits.gauges,
    trusted: () => gate.snapshot().trustedProxies,
    claimantOf: (address) => gate.claimants.connected(address, gate.snapshot()),
    inFlight: () => load.inFlight,
    onClosed: tools.onClosed,
  })
  const { limits, subrequests } = door.listen
  return { limits, connections, deadlines, subrequests }
}

function serverOf(gate: Gate, tools: GateTools, load: Load, door: Door): Server {
  const open = (
    request: IncomingMessage,
    response: ServerResponse,
    expectsContinue: boolean,
  ): Exchange => {
    const exchange = new Exchange(request, response, {
      snapshot: gate.snapshot(),
      reference: gate.newReference(),
      startedMs: gate.clock.steadyMs(),
      expectsContinue,
      isIntroduced: door.listen.proxyProtocol,
    })
    if (door.listen.subrequests) exchange.asked = askedAt(request.url)
    load.heap.look(exchange.startedMs)
    if (gate.isDraining() || load.heap.isTight) response.shouldKeepAlive = false
    // A connection that breaks is an event of the answer's; without a listener it would be a crash.
    request.on('error', ignore)
    response.on('error', ignore)
    load.inFlight++
    response.once('close', () => {
      load.inFlight--
      for (const { counter, key } of exchange.judged?.entered ?? []) {
        gate.ledger.leave(counter, key)
      }
      exchange.close()
      tools.record(exchange.outcome(gate.clock.steadyMs(), gate.clock.wallMs()))
      learn(exchange, gate)
    })
    return exchange
  }
  const road = door.listen.subrequests ? serveSubrequest : serve
  const serveSafely = (exchange: Exchange, by = road): void => {
    if (load.heap.isFull) return failWith(exchange, gate, 'gate-full')
    try {
      by(exchange, gate)
    } catch (error) {
      gate.fail(exchange, error)
    }
  }
  return createGateServer(listenToolsOf(gate, tools, load, door), {
    onRequest(request, response, { expectsContinue }) {
      serveSafely(open(request, response, expectsContinue))
    },
    onUpgrade(request, early) {
      const exchange = open(request, responseOfUpgrade(request), false)
      exchange.early = early
      serveSafely(exchange)
    },
    onExpectation(request, response) {
      refuse(open(request, response, true), gate, 'expectation')
    },
    onRawTarget(request) {
      serveSafely(open(request, responseOfUpgrade(request), false), refuseRawTarget)
    },
    onMalformed(status, reason, socket) {
      const exchange = answerUnderWay(socket)?.exchange
      if (exchange !== undefined) {
        exchange.cutShort(status, reason)
        return exchange.reference
      }
      const outcome = malformedOutcome(status, reason, { gate, bytesIn: socket.bytesRead })
      tools.record(outcome)
      return outcome.reference
    },
  })
}

function ignore(): void {}
