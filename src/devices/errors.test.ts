import { describe, expect, it } from 'vitest'
import { DeviceError, type DeviceErrorKind, type DeviceReason, deviceReasons } from './errors'

/** Exhaustive, as callers write it: a new kind fails to compile here. */
function mayPassLater(kind: DeviceErrorKind): boolean {
  switch (kind) {
    case 'unreachable':
    case 'busy':
    case 'timeout':
      return true
    case 'unauthorized':
    case 'refused':
    case 'unsupported':
    case 'malformed':
      return false
  }
}

describe('DeviceError', () => {
  it('takes its kind from its reason', () => {
    for (const reason of Object.keys(deviceReasons) as DeviceReason[]) {
      expect(new DeviceError(reason).kind).toBe(deviceReasons[reason])
      expect(mayPassLater(new DeviceError(reason).kind)).toBeTypeOf('boolean')
    }
  })

  it('is an Error with a name of its own', () => {
    const error = new DeviceError('action-busy')
    expect(error).toBeInstanceOf(Error)
    expect(error.name).toBe('DeviceError')
    expect(error.message).toBe('action-busy')
  })

  it('carries what the device said, a number and the cause', () => {
    const cause = new TypeError('x')
    const error = new DeviceError('rfb-refused', { detail: 'Too many tries', code: 1011, cause })
    expect(error).toMatchObject({ detail: 'Too many tries', code: 1011 })
    expect(error.cause).toBe(cause)
    expect(error.message).toBe('rfb-refused: Too many tries')
  })

  it('has nothing to say where the device said nothing', () => {
    const error = new DeviceError('offline', { detail: '' })
    expect(error.message).toBe('offline')
    expect(new DeviceError('offline').detail).toBeUndefined()
    expect(new DeviceError('offline').code).toBeUndefined()
  })
})

it('keeps what is read of a device that says megabytes', () => {
  const { said, detail, message } = new DeviceError('action-refused', { said: 'x'.repeat(5_000_000) })
  for (const text of [said, detail, message]) expect(text?.length).toBeLessThan(5_000)
})
