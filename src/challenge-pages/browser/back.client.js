// The way back to a form, by the history of the tab.
import { appendButton, byId } from './dom.client.js'

/** The button that leads back to a form, in place of the words that say how, on pages that ask to send it again. */
export function offerWayBack() {
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
