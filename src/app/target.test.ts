import { describe, expect, it } from 'vitest'
import { adHocUrl } from './adHoc'
import type { CatalogResult } from './catalog'
import { targetOf } from './target'

const page = 'https://console.example/wheelhouse/index.html?x#y'

describe('adHocUrl', () => {
  it.each([
    [{ path: 'websockify' }, 'wss://console.example/wheelhouse/websockify'],
    [{ path: '/websockify?token=a' }, 'wss://console.example/websockify?token=a'],
    [{ path: 'wss://other.example/ws' }, 'wss://other.example/ws'],
    [{ path: 'websockify', encrypt: false }, 'ws://console.example/wheelhouse/websockify'],
    [{ host: 'vnc.lan' }, 'wss://vnc.lan/websockify'],
    [{ host: 'vnc.lan', port: 6080, encrypt: false, path: 'a/b' }, 'ws://vnc.lan:6080/a/b'],
    [{ host: 'vnc.lan', port: 80, encrypt: true }, 'wss://vnc.lan:80/websockify'],
    [{ port: 6080 }, 'wss://console.example:6080/websockify'],
    [{ host: '[fd00::1]', port: 6080 }, 'wss://[fd00::1]:6080/websockify'],
    [{ path: 'websockify', token: 'a b' }, 'wss://console.example/wheelhouse/websockify?token=a+b'],
  ])('%o', (values, expected) => {
    expect(adHocUrl(values, page)).toBe(expected)
  })

  it('gives none for what is no web address', () => {
    expect(adHocUrl({ path: 'javascript:alert(1)' }, page)).toBeUndefined()
    expect(adHocUrl({ host: '%%%' }, page)).toBeUndefined()
  })
})

describe('targetOf', () => {
  const entry = { id: 'desk', name: 'Desk', family: 'vnc', has: [], base: 'devices/desk/' } as const
  const listed = (adHoc: boolean): CatalogResult => ({
    catalog: { entries: [entry], adHoc, defaults: {}, locked: [] },
  })
  const absent: CatalogResult = { problem: { kind: 'absent' } }

  it('opens the machine that the page stands on, unless the address names another', () => {
    const own: CatalogResult = {
      catalog: { entries: [entry], adHoc: false, defaults: {}, locked: [], isOwnDevice: true },
    }
    expect(targetOf({}, own, page)).toEqual({ kind: 'machine', entry, connects: true })
    expect(targetOf({ autoconnect: false }, own, page)).toMatchObject({ kind: 'machine', connects: false })
    expect(targetOf({ path: 'websockify' }, own, page)).toEqual({ kind: 'list', refused: 'ad-hoc' })
    expect(targetOf({ device: ['other'] }, own, page)).toEqual({ kind: 'unknown-machine', id: 'other' })
  })

  it('shows the list, one machine, or that there is none of that name', () => {
    expect(targetOf({}, listed(false), page)).toEqual({ kind: 'list' })
    expect(targetOf({ device: ['desk'] }, listed(false), page)).toEqual({ kind: 'machine', entry, connects: true })
    expect(targetOf({ device: ['nope'] }, listed(false), page)).toEqual({ kind: 'unknown-machine', id: 'nope' })
    expect(targetOf({ device: ['desk'] }, { problem: { kind: 'timeout' } }, page)).toEqual({ kind: 'list' })
  })

  it('leaves a listed machine its name, and waits with autoconnect=false', () => {
    expect(targetOf({ device: ['desk'], title: 'Amy', autoconnect: false }, listed(false), page)).toEqual({
      kind: 'machine',
      entry,
      connects: false,
    })
  })

  it('says the address of a server that a link names, whatever the link calls it, and never a listed machine’s name', () => {
    const called = (title: string) => {
      const target = targetOf({ host: '10.0.0.66', port: 5999, title }, listed(true), page)
      return target.kind === 'machine' ? target.entry.name : target.kind
    }
    expect(called('Build tools')).toBe('Build tools (10.0.0.66:5999)')
    expect(called('a\u202eb\u0000')).toBe('ab (10.0.0.66:5999)')
    for (const title of [entry.name, `  ${entry.name.toUpperCase()}\u200b`, entry.id]) {
      expect(called(title)).toBe('10.0.0.66:5999')
    }
  })

  it('gives each server of a link its own id, without the token in it', () => {
    const idOf = (values: object) => {
      const target = targetOf({ host: '10.0.0.66', ...values }, listed(true), page)
      return target.kind === 'machine' ? target.entry.id : target.kind
    }
    const ids = [
      idOf({}),
      idOf({ port: 1 }),
      idOf({ path: 'other' }),
      idOf({ token: 'secret' }),
      idOf({ encrypt: false }),
    ]
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.every(id => /^~[a-z0-9]+$/.test(id))).toBe(true)
    expect(idOf({ port: 1 })).toBe(idOf({ port: 1 }))
  })

  it('opens no listed machine under another name by its path', () => {
    for (const path of ['devices/desk/~screen', '/wheelhouse//devices/desk/~screen', 'x/../devices//desk/~screen']) {
      expect(targetOf({ path, title: 'Another' }, listed(true), page)).toEqual({ kind: 'list', refused: 'ad-hoc' })
    }
  })

  it('shows the wall as not built, a kiosk its machines, and a frame never the list', () => {
    const other = { ...entry, id: 'rack', group: 'Lab' }
    const two: CatalogResult = { catalog: { entries: [entry, other], adHoc: false, defaults: {}, locked: [] } }
    const kiosk = (values: object) => targetOf({ mode: 'kiosk', ...values }, two, page)
    expect(targetOf({ mode: 'wall' }, two, page)).toEqual({ kind: 'not-built', mode: 'wall' })
    expect(kiosk({ device: ['rack', 'nope', 'desk'] })).toEqual({ kind: 'kiosk', entries: [other, entry] })
    expect(kiosk({ group: 'Lab' })).toEqual({ kind: 'kiosk', entries: [other] })
    expect(kiosk({})).toEqual({ kind: 'kiosk', entries: [] })
    expect(targetOf({ mode: 'kiosk', device: ['desk'] }, { problem: { kind: 'timeout' } }, page)).toEqual({
      kind: 'kiosk',
      entries: [],
    })
    expect(targetOf({ mode: 'embed' }, two, page)).toEqual({ kind: 'unknown-machine', id: '' })
    expect(targetOf({ mode: 'embed', device: ['desk'] }, two, page)).toMatchObject({ kind: 'machine', entry })
  })

  it('opens a server of the address only where that is allowed', () => {
    const values = { host: 'vnc.lan', autoconnect: true }
    expect(targetOf(values, listed(false), page)).toEqual({ kind: 'list', refused: 'ad-hoc' })
    expect(targetOf(values, listed(true), page)).toMatchObject({
      kind: 'machine',
      connects: true,
      entry: { family: 'vnc', name: 'vnc.lan', screenUrl: 'wss://vnc.lan/websockify' },
    })
  })

  it('without a list opens only what the page’s own server bridges', () => {
    expect(targetOf({ path: 'websockify' }, absent, page)).toMatchObject({ kind: 'machine', connects: false })
    expect(targetOf({ autoconnect: true }, absent, page)).toMatchObject({
      entry: { screenUrl: 'wss://console.example/wheelhouse/websockify' },
    })
    expect(targetOf({ host: 'vnc.lan' }, absent, page)).toEqual({ kind: 'list', refused: 'ad-hoc' })
    expect(targetOf({}, absent, page)).toEqual({ kind: 'list' })
  })

  it('says which modes are not built', () => {
    expect(targetOf({ mode: 'wall' }, listed(false), page)).toEqual({ kind: 'not-built', mode: 'wall' })
    expect(targetOf({ mode: 'console' }, listed(false), page)).toEqual({ kind: 'list' })
  })
})
