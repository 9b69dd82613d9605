import { type Reason, type Route, type Site } from '../model/index.ts'

/** A site whose policies lack what one line of the configuration says. */
export function siteWithout(site: Site, { what, name, line }: Reason): Site {
  const isKept = (kind: Reason['what']) => (part: { name: string; line: number }) =>
    what !== kind || part.name !== name || part.line !== line
  const lacking = ({ policy, ...route }: Route): Route => ({
    ...route,
    policy: {
      ...policy,
      rulesFor: (path) => policy.rulesFor(path).filter(isKept('rule')),
      limits: policy.limits.filter(isKept('limit')),
    },
  })
  return { ...site, routesFor: (path) => site.routesFor(path).map(lacking) }
}
