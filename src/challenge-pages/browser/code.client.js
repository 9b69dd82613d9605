// A link of the helpdesk brings its code behind the `#`: it is put in the field, and nothing is sent.
import { byId } from './dom.client.js'

/** The address is shown, kept and shared without the code. */
export function fillInCode() {
  var field = byId('code')
  var brought = /^#(\d{3})(\d{3})(\d{4})$/.exec(location.hash)
  if (field === null || brought === null) return
  field.setAttribute('value', brought.slice(1).join(' '))
  history.replaceState(null, '', location.pathname + location.search)
}

/** Another site that does not answer within this is not waited for: by then somebody may be typing. */
var ASK_MS = 3000

/**
 * Whoever may have used a code at another site is sent there first, and comes back with a pass or without; not who
 * has brought one.
 */
export function askFirst() {
  var form = document.querySelector('form[data-ask]')
  var field = form && form.querySelector('input[name=token]')
  var code = byId('code')
  if (!field || (code && code.getAttribute('value'))) return
  location.replace('/.paart/ask?way=' + field.getAttribute('value') + location.hash)
  setTimeout(function () {
    stop()
  }, ASK_MS)
}
