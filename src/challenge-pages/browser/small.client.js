// The script of the pages that are no check: each part does what its page has a place for.
import { offerWayBack } from './back.client.js'
import { askFirst, fillInCode } from './code.client.js'
import { waitForTurn } from './room.client.js'
import { waitForLimit } from './wait.client.js'

export function start() {
  offerWayBack()
  fillInCode()
  askFirst()
  waitForLimit()
  waitForTurn()
}
