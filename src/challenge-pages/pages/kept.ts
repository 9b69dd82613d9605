import { type Frame } from './frame.ts'
import { type KeptPage, type OnwardPage, type Page, type SendPage } from './types.ts'

/** Builds the pages that tell what became of a kept submission. */
export function createKeptPage({ open, close, texts }: Frame): (page: KeptPage) => Page {
  const opening = open(texts.stateDone, true)
  return ({ reference }) => close({ opening, wayToken: null, main: '', reference })
}

/** Builds the hop. */
export function createSendPage({ open, close, texts }: Frame): (page: SendPage) => Page {
  const opening = open(texts.stateDone, true)
  return () => close({ opening, wayToken: null, main: '', reference: null })
}

/** Builds the page between another site's form and where the service leads it. */
export function createOnwardPage({ open, close, texts }: Frame): (page: OnwardPage) => Page {
  const opening = open(texts.stateDone, true)
  return ({ reference }) => close({ opening, wayToken: null, main: '', reference })
}
