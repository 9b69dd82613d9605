import { runMatrix } from '../support/submissions/matrix.ts'

await runMatrix('firefox', 'always')
