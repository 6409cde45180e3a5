import { spreadNet } from '../../gate/exchangeScope.ts'
import { type RunningConsole, startConsole } from '../../startConsole.ts'
import { makePair } from '../certificates.ts'

// A gateway as a process of its own, so that its end is seen; it starts one console after the other as it is told.

const pair = await makePair()
let running: RunningConsole[] = []

spreadNet(unforeseen => process.send?.({ unforeseen }))
process.on('message', ({ config, dist }: { config: object; dist: string }) => {
  const before = running
  const log = (message: string) => {
    if (message.startsWith('An error that the gateway did not foresee')) process.send?.({ unforeseen: message })
  }
  const shared = { config, dist, log, bridgeTimes: { handshakeMs: 500 } }
  Promise.all([startConsole(shared), startConsole({ ...shared, https: pair })]).then(
    async ([plain, secure]) => {
      running = [plain, secure]
      process.send?.({ started: { plain: plain.url, secure: secure.url } })
      setTimeout(() => before.forEach(console => void console.close()), 2_000) // whoever asks it now is answered
    },
    error => process.send?.({ unforeseen: String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))
