import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeLaunch, type Launch } from './launch'
import { parameters } from './launchParameters'

/** For each parameter: a text that fits with what it becomes, and one that does not. */
const cases: Readonly<
  Record<string, { good: string; becomes: Partial<Pick<Launch, 'values' | 'settings'>>; bad?: string }>
> = {
  mode: { good: 'kiosk', becomes: { values: { mode: 'kiosk' } }, bad: 'cinema' },
  device: { good: 'build-01', becomes: { values: { device: ['build-01'] } }, bad: '../etc' },
  group: { good: 'Lab 2', becomes: { values: { group: 'Lab 2' } }, bad: '' },
  panel: { good: 'clipboard', becomes: { values: { panel: 'clipboard' } }, bad: 'Clip Board' },
  dwell: { good: '30', becomes: { values: { dwellMs: 30_000 } }, bad: '0' },
  title: { good: 'Build server', becomes: { values: { title: 'Build server' } }, bad: 'x'.repeat(101) },
  theme: { good: 'light', becomes: { settings: { theme: 'light' } }, bad: 'purple' },
  lang: { good: 'en-GB', becomes: { settings: { language: 'en' } }, bad: 'tlh' },
  autoconnect: { good: 'true', becomes: { values: { autoconnect: true } }, bad: 'maybe' },
  reconnect: { good: '0', becomes: { settings: { reconnect: false } }, bad: '2' },
  reconnect_delay: { good: '2500', becomes: { settings: { reconnectDelayMs: 2500 } }, bad: '-1' },
  host: { good: 'vnc.lan', becomes: { values: { host: 'vnc.lan' } }, bad: 'a b' },
  port: { good: '6080', becomes: { values: { port: 6080 } }, bad: '65536' },
  encrypt: { good: '1', becomes: { values: { encrypt: true } }, bad: 'tls' },
  path: { good: 'websockify?token=a', becomes: { values: { path: 'websockify?token=a' } }, bad: 'x'.repeat(2049) },
  token: { good: 'alpha', becomes: { values: { token: 'alpha' } }, bad: 'x'.repeat(2049) },
  repeaterID: { good: '1234', becomes: { values: { repeaterId: '1234' } }, bad: 'x'.repeat(251) },
  shared: { good: 'false', becomes: { settings: { shared: false } }, bad: 'both' },
  bell: { good: 'off', becomes: { settings: { bell: false } }, bad: 'loud' },
  view_only: { good: '', becomes: { settings: { viewOnly: true } }, bad: 'please' },
  view_clip: { good: 'yes', becomes: { settings: { viewClip: true } }, bad: '7' },
  scale: { good: 'true', becomes: { settings: { scaling: 'fit' } }, bad: '0.5' },
  resize: { good: 'off', becomes: { settings: { scaling: 'actual' } }, bad: 'downscale' },
  quality: { good: '9', becomes: { settings: { quality: 9 } }, bad: '10' },
  compression: { good: '0', becomes: { settings: { compression: 0 } }, bad: '1.5' },
  logging: { good: 'debug', becomes: { settings: { logging: 'debug' } }, bad: 'trace' },
  show_dot: { good: 'on', becomes: { settings: { showDot: true } }, bad: 'dot' },
  keep_device_awake: { good: 'TRUE', becomes: { settings: { keepAwake: true } }, bad: 'coffee' },
  controlbar_pos: { good: 'right', becomes: { settings: { barHandle: 'right' } }, bad: 'top' },
}

const pair = (name: string, text: string) => `${name}=${encodeURIComponent(text)}`

describe('decodeLaunch', () => {
  it('has a case for every parameter', () => {
    expect(Object.keys(cases).sort()).toEqual(Object.keys(parameters).sort())
  })

  it.each(Object.entries(cases))('takes %s', (name, { good, becomes }) => {
    const launch = decodeLaunch(`?${pair(name, good)}`, '')
    expect(launch.problems).toEqual([])
    expect(launch.values).toEqual(becomes.values ?? {})
    expect(launch.settings).toEqual(becomes.settings ?? {})
  })

  it.each(Object.entries(cases))('names a %s that does not fit, and ignores it', (name, { bad = '' }) => {
    const launch = decodeLaunch(`?${pair(name, bad)}`, '')
    expect(launch).toMatchObject({ values: {}, settings: {}, problems: [{ kind: 'malformed' }] })
    expect(JSON.stringify(launch.problems)).toContain(name)
  })

  it('lets the fragment beat the query, and the last of several the others', () => {
    expect(decodeLaunch('?quality=1&theme=dark', '#quality=2').settings).toEqual({ quality: 2, theme: 'dark' })
    expect(decodeLaunch('?quality=1&quality=3', '').settings).toEqual({ quality: 3 })
  })

  it('lets resize beat scale, whatever their order', () => {
    expect(decodeLaunch('?resize=remote&scale=true', '').settings).toEqual({ scaling: 'remote' })
    expect(decodeLaunch('?scale=true&resize=remote', '').settings).toEqual({ scaling: 'remote' })
  })

  it('reads mode and device from the query only', () => {
    const launch = decodeLaunch('', '#mode=kiosk&device=desk')
    expect(launch.values).toEqual({})
    expect(launch.problems).toEqual([{ kind: 'query-only', names: ['mode', 'device'] }])
  })

  it('takes the first mode and the first device, as the server does, and names the others', () => {
    const launch = decodeLaunch('?mode=embed&mode=bogus&device=desk&device=rack', '')
    expect(launch.values).toEqual({ mode: 'embed', device: ['desk'] })
    expect(launch.problems).toEqual([{ kind: 'malformed', names: ['mode=bogus', 'device=rack'] }])
    expect(decodeLaunch('?mode=bogus&mode=embed', '').values).toEqual({})
  })

  it('takes several machines only for modes that show several', () => {
    expect(decodeLaunch('?mode=wall&device=a,b', '').values.device).toEqual(['a', 'b'])
    const launch = decodeLaunch('?device=a,b', '')
    expect(launch.values.device).toBeUndefined()
    expect(launch.problems).toEqual([{ kind: 'malformed', names: ['device=a,b'] }])
  })

  it('names what it does not know', () => {
    expect(decodeLaunch('?colour=red', '#top').problems).toEqual([{ kind: 'unknown', names: ['colour', 'top'] }])
    expect(decodeLaunch('?__proto__=1&toString=2', '').problems).toEqual([
      { kind: 'unknown', names: ['__proto__', 'toString'] },
    ])
  })

  it('never repeats an address or a token in a notice', () => {
    const text = JSON.stringify(decodeLaunch(`?host=a%20b&token=${'s3cret'.repeat(400)}`, '').problems)
    expect(text).not.toContain('s3cret')
    expect(text).not.toContain('a b')
  })

  describe('password', () => {
    it('is taken from the fragment and erased', () => {
      const launch = decodeLaunch('?device=desk', '#password=s3cret&view_only')
      expect(launch).toMatchObject({ password: 's3cret', cleaned: '?device=desk#view_only', problems: [] })
    })

    it('is not taken from the query, erased and told', () => {
      const launch = decodeLaunch('?password=s3cret&device=desk', '')
      expect(launch).toMatchObject({
        password: undefined,
        cleaned: '?device=desk',
        problems: [{ kind: 'password-in-query' }],
      })
      expect(JSON.stringify(launch)).not.toContain('s3cret')
    })

    it('leaves nothing behind when it stood alone', () => {
      expect(decodeLaunch('', '#password=s3cret').cleaned).toBe('')
      expect(decodeLaunch('?password=', '').cleaned).toBe('')
    })

    it('leaves an address without one alone', () => {
      expect(decodeLaunch('?device=desk', '#quality=3').cleaned).toBeUndefined()
    })

    it('keeps the other parameters’ values through the erasing', () => {
      fc.assert(
        fc.property(fc.string({ maxLength: 40 }), fc.string({ maxLength: 40 }), (path, password) => {
          const before = decodeLaunch('', `#${pair('path', path)}&${pair('password', password)}`)
          const hash = before.cleaned?.replace(/^[^#]*/, '') ?? ''
          const after = decodeLaunch('', hash)
          expect(after.values).toEqual(before.values)
          expect(after.password).toBeUndefined()
        }),
      )
    })
  })

  it('survives nonsense: never throws, never hides it, never lets a password through', () => {
    const name = fc.oneof(fc.constantFrom(...Object.keys(parameters), 'password', '__proto__', ''), fc.string())
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('%', '%E0%A4%A', '\u0000', '💥'))
    const part = fc.array(fc.tuple(name, text), { maxLength: 6 }).map(all => all.map(([n, v]) => `${n}=${v}`).join('&'))
    fc.assert(
      fc.property(part, part, (query, hash) => {
        const launch = decodeLaunch(query && `?${query}`, hash && `#${hash}`)
        expect(new URLSearchParams(launch.cleaned?.split('#')[0] ?? '').has('password')).toBe(false)
        for (const problem of launch.problems) {
          if (problem.kind === 'password-in-query') continue
          for (const told of problem.names) expect(told.length).toBeLessThanOrEqual(60)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('erases a password in whatever letters it is written, and uses none of those', () => {
    const launch = decodeLaunch('?Password=a&device=x', '#PASSWORD=b')
    expect(launch.password).toBeUndefined()
    expect(launch.cleaned).toBe('?device=x')
    expect(launch.problems).toContainEqual({ kind: 'password-in-query' })
  })

  it('names a few of thousands, and renames no listed machine', () => {
    const many = Array.from({ length: 3000 }, (_, i) => `x${i}=1`).join('&')
    expect(decodeLaunch(`?${many}`, '').problems[0]).toMatchObject({ kind: 'unknown', names: { length: 9 } })
    const renamed = decodeLaunch('?device=rack-7&title=Another', '')
    expect(renamed.values).toEqual({ device: ['rack-7'] })
    expect(renamed.problems).toEqual([{ kind: 'malformed', names: ['title=Another'] }])
  })
})
