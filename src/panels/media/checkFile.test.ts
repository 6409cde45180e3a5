import { describe, expect, it } from 'vitest'
import type { MediaRules, MediaState } from '../../devices/capabilities/media'
import { checkFile, mountAs, mountWarnings } from './checkFile'

const rules: MediaRules = {
  endings: [],
  canRead: true,
  canMountWritable: true,
  needsChecksum: 'never',
  fetchTakes: ['name', 'insecure'],
  maxCdBytes: 1000,
  needsEmptyDrive: true,
  checkName: name => (name.startsWith('.') ? 'hidden' : 'ok'),
}
const state: MediaState = {
  online: true,
  busy: false,
  drive: { connected: false, as: { kind: 'cd', writable: false } },
  images: [{ id: 'old.iso', name: 'old.iso', removable: true, writable: false }],
  space: [{ id: '', sizeBytes: 100, freeBytes: 50, writable: true }],
}
const file = { name: 'new.iso', sizeBytes: 10, part: '' }

describe('checkFile', () => {
  const cases: readonly [string, typeof file, Partial<MediaState>, string | undefined][] = [
    ['lets through what fits', file, {}, undefined],
    ['tells a name the device refuses first', { ...file, name: '.x' }, { online: false }, 'hidden'],
    ['tells an empty file', { ...file, sizeBytes: 0 }, {}, 'empty'],
    ['tells storage that does not answer', file, { online: false }, 'offline'],
    ['tells a mounted image', file, { drive: { ...state.drive, connected: true } }, 'mounted'],
    ['tells a name that is taken', { ...file, name: 'old.iso' }, {}, 'exists'],
    ['tells a lack of room', { ...file, sizeBytes: 51 }, {}, 'no-room'],
    ['counts the room of the part it is for', { ...file, sizeBytes: 51, part: 'usb' }, {}, undefined],
    ['tells that the device works', file, { busy: true }, 'busy'],
  ]
  for (const [what, candidate, change, expected] of cases) {
    it(what, () => expect(checkFile(candidate, { ...state, ...change }, rules)).toBe(expected))
  }
})

describe('mounting', () => {
  it('takes an .iso for a CD and anything else for a disk, unless told', () => {
    expect(mountAs('a.ISO', 'auto', true)).toEqual({ kind: 'cd', writable: false })
    expect(mountAs('a.img', 'auto', true)).toEqual({ kind: 'disk', writable: true })
    expect(mountAs('a.iso', 'disk', false)).toEqual({ kind: 'disk', writable: false })
  })

  it('warns of an image that was cut short, and of a CD that is too big', () => {
    const cd = { kind: 'cd', writable: false } as const
    expect(mountWarnings({ complete: false, sizeBytes: 1000 }, cd, rules)).toEqual(['incomplete', 'too-big-for-cd'])
    expect(mountWarnings({ sizeBytes: 1000 }, { kind: 'disk', writable: false }, rules)).toEqual([])
  })
})
