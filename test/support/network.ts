import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readlinkSync } from 'node:fs'
import type t from 'tap'
import { eventually } from './eventually.ts'

/** A machine of its own on the network of a test. */
export interface Place {
  readonly address: string
  /** The same command as it is run there: a program and its arguments. */
  readonly command: (...command: readonly string[]) => readonly [string, ...string[]]
}

/** Places joined by a router, none of which reaches anything else. */
export interface Network {
  readonly places: ReadonlyMap<string, Place>
  /** From now on nothing that one place sends arrives at the other; neither is told. */
  readonly cut: (from: string, to: string) => void
  /** All arrives again. */
  readonly heal: () => void
}

/** Whether this machine lets us make network namespaces: root, `ip` and `unshare`. */
function canMake(): boolean {
  return (
    spawnSync('unshare', ['--net', 'ip', 'link', 'add', 'name', 'eth0', 'type', 'veth']).status ===
    0
  )
}

/** Runs `journeys` where namespaces can be made. Elsewhere it says so and is skipped; in CI it fails. */
export async function withNetworks(test: typeof t, journeys: () => Promise<void>): Promise<void> {
  if (canMake()) return journeys()
  const message = 'needs network namespaces: root, with iproute2 and util-linux'
  if (['', '0', 'false'].includes(process.env['CI'] ?? '')) {
    test.pass('a network of its own', { skip: message })
  } else test.fail(message)
}

/**
 * Makes places in network namespaces, each on a link of its own to one router, so that what goes in one direction can
 * be lost alone. It ends with the test program, in whatever way that ends.
 */
export async function makeNetwork(
  t: { readonly teardown: (end: () => unknown) => void },
  names: readonly string[],
): Promise<Network> {
  const router = await makeSpace(t)
  run(within(router, ['sysctl', '-qw', 'net.ipv4.ip_forward=1']))
  const places = new Map<string, Place>()
  for (const [i, name] of names.entries()) {
    const space = await makeSpace(t)
    const address = `10.91.${i}.2`
    const gateway = `10.91.${i}.1`
    const link = `to${i}`
    const pid = String(space.pid)
    const peer = ['peer', 'name', 'eth0', 'netns', pid]
    run(within(router, ['ip', 'link', 'add', 'name', link, 'type', 'veth', ...peer]))
    run(within(router, ['ip', 'address', 'add', `${gateway}/24`, 'dev', link]))
    run(within(router, ['ip', 'link', 'set', link, 'up']))
    run(within(space, ['ip', 'address', 'add', `${address}/24`, 'dev', 'eth0']))
    for (const each of ['lo', 'eth0']) run(within(space, ['ip', 'link', 'set', each, 'up']))
    run(within(space, ['ip', 'route', 'add', 'default', 'via', gateway]))
    places.set(name, { address, command: (...command) => within(space, command) })
  }
  const cuts: (readonly string[])[] = []
  return {
    places,
    cut(from, to) {
      const [source, target] = [from, to].map((name) => places.get(name)?.address ?? name)
      const rule = ['from', source ?? from, 'to', target ?? to, 'blackhole']
      run(within(router, ['ip', 'rule', 'add', ...rule]))
      cuts.push(rule)
    },
    heal() {
      for (const rule of cuts.splice(0)) run(within(router, ['ip', 'rule', 'del', ...rule]))
    },
  }
}

/** A namespace lives as long as something is in it. */
async function makeSpace(t: {
  readonly teardown: (end: () => unknown) => void
}): Promise<ChildProcess> {
  const keeper = ['--pdeathsig', 'KILL', '--', 'unshare', '--net', 'sleep', 'infinity']
  const child = spawn('setpriv', keeper, { stdio: 'ignore' })
  t.teardown(async () => {
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  })
  await eventually('it is in a namespace of its own', () => isApart(child))
  return child
}

function isApart({ pid }: ChildProcess): boolean {
  return readlinkSync(`/proc/${pid}/ns/net`) !== readlinkSync('/proc/self/ns/net')
}

function within({ pid }: ChildProcess, command: readonly string[]): readonly [string, ...string[]] {
  return ['nsenter', '--target', String(pid), '--net', '--', ...command]
}

function run([program, ...argv]: readonly [string, ...string[]]): void {
  execFileSync(program, argv, { stdio: ['ignore', 'ignore', 'pipe'] })
}
