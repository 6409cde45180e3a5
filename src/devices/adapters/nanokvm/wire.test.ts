import { describe, expect, it } from 'vitest'
import { decodeJson } from '../../../net/decode'
import { MalformedError, StatusError, TimeoutError, UnreachableError } from '../../../net/errors'
import { mayBeDone } from '../../mayBeDone'
import { nanokvmFailure } from './nanokvmFailure'
import { untypeableIn } from './untypeableIn'
import { filesWire, infoWire, replyWire } from './wire'

describe('answers', () => {
  it('have `null` for an empty list, and other names in other ages', () => {
    expect(decodeJson(filesWire, '{"files":null}').files).toEqual([])
    const old = decodeJson(infoWire, '{"ip":"10.0.0.4","mdns":"kvm-1.local","image":"x.img","firmware":"2.0.9"}')
    expect(old).toMatchObject({ firmware: '2.0.9', ip: '10.0.0.4', ips: [] })
    const today =
      '{"ips":[{"name":"eth0","addr":"10.0.0.4","version":"IPv4","type":"Wired"}],"mdns":"","application":"2.5.0"}'
    expect(decodeJson(infoWire, today)).toMatchObject({ application: '2.5.0', ips: [{ addr: '10.0.0.4' }] })
  })

  it('that are something else are malformed', () => {
    for (const text of ['', '"unauthorized"', '{"msg":"success"}', '<html>']) {
      expect(() => decodeJson(replyWire, text)).toThrow(MalformedError)
    }
  })
})

describe('failures', () => {
  const cases: readonly [error: unknown, reason: string][] = [
    [new StatusError(401, '"unauthorized"', 'application/json'), 'session-over'],
    [new StatusError(403, '"forbidden"', 'application/json'), 'action-refused'],
    [new StatusError(404, '404 page not found', 'text/plain'), 'not-supported'],
    [new StatusError(500, '', ''), 'device-fault'],
    [new StatusError(502, '{"error":"refused"}', 'application/json'), 'gateway-refused'],
    [new StatusError(502, 'Bad Gateway', 'text/plain'), 'service-down'],
    [new StatusError(404, '<html>', 'text/html'), 'proxy-html'],
    [new StatusError(418, '', ''), 'bad-answer'],
    [new MalformedError('', 'a web page'), 'proxy-html'],
    [new MalformedError('code', 'expected number'), 'bad-answer'],
    [new TimeoutError('late'), 'no-answer'],
    [new UnreachableError('gone'), 'gateway-gone'],
  ]
  it.each(cases)('%s', (error, reason) => {
    expect(nanokvmFailure(error)).toMatchObject({ name: 'DeviceError', reason })
  })

  it.each([
    [new StatusError(502, 'Bad Gateway', 'text/plain'), 'answer-lost'],
    [new TimeoutError('late'), 'action-timeout'],
    [new UnreachableError('gone'), 'answer-lost'],
  ])('leave open whether an action was done: %s', (error, reason) => {
    const failure = nanokvmFailure(error, 'action')
    expect(failure).toMatchObject({ reason })
    expect(mayBeDone(failure)).toBe(true)
  })

  it('leave an abort as it is', () => {
    const abort = new DOMException('', 'AbortError')
    expect(nanokvmFailure(abort)).toBe(abort)
  })
})

describe('what cannot be typed', () => {
  it('is named by layout, wrong keys included', () => {
    expect(untypeableIn('aé=\n€é')).toEqual(['é', '€'])
    expect(untypeableIn('größer = ^', 'de')).toEqual(['=', '^'])
    expect(untypeableIn('<ça>', 'fr')).toEqual(['<', '>'])
  })
})
