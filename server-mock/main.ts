import { DemoHouse } from './DemoHouse'
import { kasmvncDemo } from './kasmvnc/demo'
import { lineDemo } from './line/demo'
import { nanokvmDemo } from './nanokvm/demo'
import { pikvmDemo } from './pikvm/demo'
import { vncDemo } from './vnc/demo'

/*
 * The machines that `npm start` shows when there is no wheelhouse.json: prints the configuration that reaches them as
 * one line of JSON, and lives until its standard input closes. For each family first one whose credentials the gateway
 * holds, then one that asks.
 */
const demos = [vncDemo, kasmvncDemo, pikvmDemo, nanokvmDemo, lineDemo]

const house = new DemoHouse()
const end = async () => {
  await house.close()
  process.exit(0)
}
process.stdin.resume()
process.stdin.once('end', end)
process.stdin.once('error', end)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end)

const devices = await Promise.all(demos.map(demo => demo(house)))
console.log(JSON.stringify({ devices: devices.flat() }))
