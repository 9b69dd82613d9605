import { missingServers } from './beside/others.ts'
import { type Outsider, readOutsider } from './beside/outsider.ts'
import { type Fleet } from './fleet.ts'
import { type Load, measure, startLoad } from './measure.ts'
import { type Options, type ScenarioName } from './options.ts'
import { type ProofFigures, measureProofs } from './proof.ts'
import {
  type Measured,
  type Ratio,
  type Report,
  describeMachine,
  proofRatios,
  ratiosOf,
} from './report.ts'
import { openScenario } from './scenarios.ts'

/** Measures what was chosen, one scenario after the other. */
export async function runScenarios(chosen: Options, fleet: Fleet): Promise<Report> {
  const { rounds, seconds } = chosen
  const named = chosen.files['with']
  const outsiders = named === undefined ? [] : [await readOutsider(named)]
  const tools = { load: startLoad(fleet), fleet, outsiders }
  const scenarios: Measured[] = []
  const ratios: Ratio[] = []
  const remarks: string[] = []
  let proof: readonly ProofFigures[] = []
  for (const name of chosen.scenarios) {
    const found = await measureScenario(name, chosen, tools)
    if (found === null) {
      proof = measureProofs(rounds)
      ratios.push(...proofRatios(proof))
      continue
    }
    scenarios.push(found.measured)
    ratios.push(...found.ratios)
    remarks.push(...found.remarks)
  }
  const missing = missingServers().map((name) => `${name} is not installed: not measured`)
  const machine = describeMachine()
  return { machine, rounds, seconds, scenarios, proof, ratios, remarks, missing }
}

interface Found {
  readonly measured: Measured
  readonly ratios: readonly Ratio[]
  readonly remarks: readonly string[]
}

async function measureScenario(
  name: ScenarioName,
  chosen: Options,
  tools: { readonly load: Load; readonly fleet: Fleet; readonly outsiders: readonly Outsider[] },
): Promise<Found | null> {
  const scenario = await openScenario(name, tools.fleet, tools.outsiders)
  if (scenario === null) return null
  try {
    const servers = await measure(scenario, chosen, tools)
    const { title, remark } = scenario
    const remarks = remark === undefined ? [] : [await remark(chosen.seconds)]
    const ratios = ratiosOf(servers, scenario.ratios)
    return { measured: { name, title, servers }, ratios, remarks }
  } finally {
    await scenario.close()
  }
}
