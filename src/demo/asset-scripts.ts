/** Fetches the list of procedures and shows it, or the status that came instead. */
export const ITEMS_SCRIPT = `const state = document.querySelector('#items-state')
const list = document.querySelector('#items')

async function load() {
  const answer = await fetch('/api/items', { headers: { accept: 'application/json' } })
  if (!answer.ok) throw new Error('status ' + answer.status)
  const { items } = await answer.json()
  for (const item of items) {
    const line = document.createElement('li')
    line.textContent = item.title + ', ' + item.place + ', until ' + item.until
    list.append(line)
  }
  state.textContent = items.length + ' procedures'
}

load().catch((error) => {
  state.textContent = 'The list could not be loaded: ' + error.message
})
`

/** Connects to the echo and logs what comes back. */
export const ECHO_SCRIPT = `const state = document.querySelector('#echo-state')
const log = document.querySelector('#echo-log')
const form = document.querySelector('#echo-form')
const scheme = location.protocol === 'https:' ? 'wss://' : 'ws://'
const socket = new WebSocket(scheme + location.host + '/echo')

socket.addEventListener('open', () => {
  state.textContent = 'Connected'
})
socket.addEventListener('close', (event) => {
  state.textContent = 'Closed (' + event.code + ')'
})
socket.addEventListener('message', (event) => {
  const line = document.createElement('li')
  line.textContent = event.data
  log.append(line)
})
form.addEventListener('submit', (event) => {
  event.preventDefault()
  if (socket.readyState === WebSocket.OPEN) socket.send(form.elements.text.value)
  form.reset()
})
`
