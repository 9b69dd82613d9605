// The script of the pages that are no check: each part does what its page has a place for.
import { fillInCode } from './code.client.js'
import { appendButton, byId } from './dom.client.js'
import { waitForLimit } from './wait.client.js'

/** The button that leads back to a form, in place of the words that say how, on pages that ask to send it again. */
function offerWayBack() {
  var place = byId('back')
  if (place === null) return
  var stepsBack = Number(place.getAttribute('data-steps-back'))
  place.textContent = ''
  var button = appendButton(place, place.getAttribute('data-label') || '')
  button.className = 'main'
  button.addEventListener('click', function () {
    history.go(-stepsBack)
  })
}

export function start() {
  offerWayBack()
  fillInCode()
  waitForLimit()
}
