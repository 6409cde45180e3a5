// What `picocom` is on the emulated device: two ports whose wires are tied together, so that they say what they are told.
import { argv, exit, stdin, stdout } from 'node:process'

const [port = ''] = argv.slice(2)
const baud = argv[argv.indexOf('--baud') + 1]
if (!/^\/dev\/ttyS[12]$/.test(port)) {
  stdout.write(`\nFATAL: cannot open ${port}: No such file or directory\n`)
  exit(1)
}
stdout.write(
  `picocom v3.1\n\nport is        : ${port}\nbaudrate is    : ${baud}\n\nType [C-a] [C-h] to see available commands\nTerminal ready\n`,
)
stdin.setRawMode?.(true)
let escaped = false
stdin.on('data', bytes => {
  for (const byte of bytes) {
    if (escaped && byte === 0x18) {
      stdout.write('\r\nTerminating...\r\nThanks for using picocom\r\n')
      exit(0)
    }
    escaped = !escaped && byte === 0x01
    if (!escaped) stdout.write(Buffer.of(byte))
  }
})
