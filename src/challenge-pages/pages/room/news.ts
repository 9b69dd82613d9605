import { createTimes } from '../kept/index.ts'
import { type Frame } from '../frame.ts'
import { type RoomNews, type RoomWait } from '../types.ts'

/** Builds what is told of a wait: how many come before, and how long it takes where that is known. Plain texts. */
export function createRoomNews({ texts, language }: Frame): (wait: RoomWait) => RoomNews {
  const times = createTimes(language)
  return ({ before, secondsLeft }) => ({
    before: texts.roomBefore.replace('{n}', String(before)),
    time:
      secondsLeft === null
        ? texts.roomTimeUnknown
        : texts.roomTime.replace('{time}', times.lasting(secondsLeft)),
  })
}
