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
