import t from 'tap'
import { type Work, atOnce, inSlices } from '../../src/building/index.ts'
import { SLICE_MS } from '../../src/building/slices.ts'

/** Work of so many steps that take `stepMs` of an injected clock each. */
function scene(steps: number, stepMs: number) {
  let nowMs = 0
  let done = 0
  const slices: number[] = []
  function* working(): Work<string> {
    for (; done < steps; done++) {
      nowMs += stepMs
      yield
    }
    return 'built'
  }
  const tools = {
    nowMs: () => nowMs,
    others() {
      slices.push(done)
      return Promise.resolve()
    },
  }
  return { work: working(), tools, slices, done: () => done }
}

t.test('what takes long is done in slices, and everything else goes on in between', async (t) => {
  const { work, tools, slices } = scene(20, 1)
  t.equal(await inSlices(work, () => true, tools), 'built')
  t.ok(SLICE_MS <= 20, 'no request waits for longer')
  const each = slices.map((done, at) => done - (slices[at - 1] ?? 0))
  t.strictSame(each, [4, 5, 5, 5], 'the step that ends a slice is counted when the next begins')
})

t.test('what is short is done at once', async (t) => {
  const { work, tools, slices } = scene(3, 1)
  t.equal(await inSlices(work, () => true, tools), 'built')
  t.strictSame(slices, [])
  t.equal(atOnce(scene(20, 1).work), 'built')
})

t.test('what is not wanted any more is left where it is', async (t) => {
  const { work, tools, slices, done } = scene(20, 1)
  t.equal(await inSlices(work, () => slices.length < 2, tools), null)
  t.equal(done(), 9)
})

t.test('timers and sockets have their turn between two slices', async (t) => {
  const beats: number[] = []
  const beat = setInterval(() => beats.push(beats.length), 1)
  function* working(): Work<number> {
    while (beats.length < 3) yield
    return beats.length
  }
  t.ok(((await inSlices(working())) ?? 0) >= 3, 'as many, or more on a busy machine')
  clearInterval(beat)
})
