// What every script of the pages needs of a document.

/** @param {string} id */
export function byId(id) {
  return document.getElementById(id)
}

/**
 * A button is made by whoever answers to it: browsers that know no script show hidden ones too.
 * @param {HTMLElement} place @param {string} label
 */
export function appendButton(place, label) {
  var button = document.createElement('button')
  button.setAttribute('type', 'button')
  button.textContent = label
  place.appendChild(button)
  return button
}
