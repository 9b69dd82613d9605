import t from 'tap'
import { compileConfig } from '../../src/config/index.ts'
import { type Site, type Snapshot } from '../../src/model/index.ts'

const OPTIONS = { file: 'paart.yaml', folder: '/etc/paart', cores: 1 }

interface Written {
  readonly contact?: string
  readonly rest?: string
  readonly site?: string
}

/** A configuration with one site; what the pages say can be told. */
function snapshotOf({ contact = '', rest = '', site = '' }: Written): Snapshot {
  const text = `version: 1
listen: [{ address: "127.0.0.1:8080" }]
contact: { phone: "1", hours: all day, email: help@example.lu, address: Luxembourg${contact} }
backends: { portal: { servers: ["http://127.0.0.1:8081"] } }
sites:
  - name: portal
    hosts: ["*"]
    backend: portal
${site}
    routes: [{ name: all, policy: read }]
policies: { read: {} }
${rest}
`
  const compiled = compileConfig(text, OPTIONS)
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.mistakes))
  return compiled.snapshot
}

function onlySite(written: Written): Site {
  return snapshotOf(written).sites[0]!
}

t.test('who reads none of the languages is answered in the fallback', (t) => {
  const table = [
    { rest: '', site: '', want: { gate: 'lb', site: 'lb' } },
    { rest: 'languages: [fr, de]', site: '', want: { gate: 'fr', site: 'fr' } },
    {
      rest: 'languages: [fr, de]\nfallbackLanguage: de',
      site: '',
      want: { gate: 'de', site: 'de' },
    },
    { rest: 'fallbackLanguage: pt', site: '', want: { gate: 'pt', site: 'pt' } },
    {
      rest: 'fallbackLanguage: pt',
      site: '    languages: [en, fr]',
      want: { gate: 'pt', site: 'en' },
    },
    {
      rest: 'fallbackLanguage: pt',
      site: '    languages: [en, fr]\n    fallbackLanguage: fr',
      want: { gate: 'pt', site: 'fr' },
    },
    {
      rest: 'fallbackLanguage: pt',
      site: '    fallbackLanguage: de',
      want: { gate: 'pt', site: 'de' },
    },
  ]
  for (const { rest, site, want } of table) {
    const snapshot = snapshotOf({ rest, site })
    const got = { gate: snapshot.fallbackLanguage, site: snapshot.sites[0]?.fallbackLanguage }
    t.same(got, want, `${rest} ${site}`)
  }
  t.end()
})

t.test('who answers for the data is told by each contact for itself', (t) => {
  t.match(onlySite({}).contact, { controller: null, dpo: null })
  const contact = ', controller: "Office, Luxembourg", dpo: dpo@example.lu'
  const said = { controller: 'Office, Luxembourg', dpo: 'dpo@example.lu' }
  t.match(onlySite({ contact }).contact, said)
  const site =
    '    contact: { phone: "2", hours: never, email: a@b.lu, address: Esch, controller: Town of Esch }'
  t.match(onlySite({ contact, site }).contact, { controller: 'Town of Esch', dpo: null })
  t.match(snapshotOf({ contact, site }).contact, said)
  t.end()
})

t.test('what the privacy page needs of the operator arrives, or is known to be missing', (t) => {
  t.same(onlySite({}).privacy, { logRetentionSeconds: null, legalBasis: null, authority: null })
  const rest =
    'privacy: { logRetention: 30d, legalBasis: legal-obligation, authority: "CNPD, Belvaux" }'
  const said = {
    logRetentionSeconds: 30 * 86_400,
    legalBasis: { kind: 'known', basis: 'legal-obligation' },
    authority: 'CNPD, Belvaux',
  }
  t.same(onlySite({ rest }).privacy, said)
  t.same(snapshotOf({ rest }).privacy, said, 'of pages of no site too')
  const own = onlySite({ rest: 'privacy: { legalBasis: " Law of 1 June 2020, Art. 3 " }' })
  t.same(own.privacy.legalBasis, { kind: 'own', text: 'Law of 1 June 2020, Art. 3' })
  t.end()
})
