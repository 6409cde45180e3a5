import { describe, expect, test } from 'vitest'
import { readStartOptions } from './startOptions.ts'

describe('readStartOptions', () => {
  test('has defaults', () => {
    expect(readStartOptions([])).toEqual({
      port: 8080,
      host: '127.0.0.1',
      https: false,
      allowHosts: [],
      trustNetwork: false,
      help: false,
    })
  })

  test('reads them all', () => {
    const args = '--config w.json --port 0 --host 0.0.0.0 --https --allow-host a --allow-host=b --trust-network'.split(
      ' ',
    )
    expect(readStartOptions(args)).toEqual({
      config: 'w.json',
      port: 0,
      host: '0.0.0.0',
      https: true,
      allowHosts: ['a', 'b'],
      trustNetwork: true,
      help: false,
    })
    expect(readStartOptions(['--cert', 'c', '--key', 'k'])).toMatchObject({ https: true, cert: 'c', key: 'k' })
  })

  test.each([
    [['--prot', '1'], /--prot is no option\. Did you mean --port\?/],
    [['8080'], /"8080" is not an option/],
    [['--port', 'http'], /--port: expected a number/],
    [['--port', '70000'], /--port: expected a number from 0 to 65535/],
    [['--port'], /--port needs a value/],
    [['--https=yes'], /--https takes no value/],
    [['--cert', 'c'], /--cert and --key belong together/],
  ])('refuses %j', (args, message) => {
    expect(() => readStartOptions(args)).toThrow(message)
  })
})
