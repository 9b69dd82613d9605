import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writePages } from './pages.ts'
import {
  type Application,
  findFreePort,
  newApplicationFolder,
  startApplication,
} from './application.ts'

/** Tomcat 10 with two pages and its examples: under `/examples` with cookies, under `/plain` without. */
export interface Tomcat extends Application {
  /** The request lines Tomcat has answered, as they came: `GET /examples/ HTTP/1.1`. */
  readonly requestLines: () => readonly string[]
}

const HOME = '/usr/share/tomcat10'
const EXAMPLES = '/usr/share/tomcat10-examples/examples'

/** A short life is better off without the optimising compiler. */
const JVM_OPTIONS = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx192m']

export async function startTomcat(): Promise<Tomcat> {
  const folder = newApplicationFolder()
  const port = await findFreePort()
  const contexts = join(folder, 'conf/Catalina/localhost')
  cpSync(join(HOME, 'skel/conf'), join(folder, 'conf'), { recursive: true })
  for (const name of ['logs', 'temp', 'webapps', 'work']) mkdirSync(join(folder, name))
  mkdirSync(contexts, { recursive: true })
  writeFileSync(join(folder, 'conf/server.xml'), serverXml(port))
  writeFileSync(join(contexts, 'examples.xml'), `<Context docBase="${EXAMPLES}"/>\n`)
  writePages(join(folder, 'pages'))
  writeFileSync(join(contexts, 'ROOT.xml'), `<Context docBase="${folder}/pages"/>\n`)
  writeFileSync(join(contexts, 'plain.xml'), `<Context docBase="${EXAMPLES}" cookies="false"/>\n`)

  const classes = ['bootstrap.jar', 'tomcat-juli.jar'].map((jar) => join(HOME, 'bin', jar))
  const properties = { 'catalina.home': HOME, 'catalina.base': folder, 'java.io.tmpdir': '.' }
  const options = Object.entries(properties).map(([name, value]) => `-D${name}=${value}`)
  const application = await startApplication({
    port,
    folder,
    program: 'java',
    argv: [
      ...JVM_OPTIONS,
      ...options,
      '-cp',
      classes.join(':'),
      'org.apache.catalina.startup.Bootstrap',
      'start',
    ],
    readyPath: '/plain/servlets/servlet/HelloWorldExample',
  })
  return {
    ...application,
    requestLines: () => {
      const seen = readFileSync(join(folder, 'seen.log'), 'utf8').trim().split('\n')
      return seen.map((line) => line.replace(/^\[[^\]]*\] /, ''))
    },
  }
}

/** As shipped, on our port alone and with a log of the request lines. */
function serverXml(port: number): string {
  return `
<Server port="-1">
  <Service name="Catalina">
    <Connector address="127.0.0.1" port="${port}" protocol="HTTP/1.1"/>
    <Engine name="Catalina" defaultHost="localhost">
      <Host name="localhost" appBase="webapps" autoDeploy="false">
        <Valve className="org.apache.catalina.valves.AccessLogValve" directory="."
               prefix="seen.log" rotatable="false" buffered="false"
               pattern="[%{Paart-Client}i] %r"/>
      </Host>
    </Engine>
  </Service>
</Server>
`
}
