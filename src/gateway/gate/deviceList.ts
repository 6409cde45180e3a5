import type { GatewayConfig, GatewayDevice } from '../config/GatewayConfig.ts'

/**
 * What the page may know of the configuration: `GET /devices.json`. Never an address, never a secret. `holds` tells
 * whether this gateway signs a device's requests in by itself.
 */
export function deviceList(
  config: GatewayConfig,
  adHoc: boolean,
  holds: (device: GatewayDevice) => boolean = ({ credentials }) => credentials !== undefined,
): unknown {
  return {
    version: 1,
    devices: config.devices.map(device => describeDevice(device, holds(device))),
    adHoc,
    embed: config.embed,
    settings: config.settings,
  }
}

function describeDevice(
  { id, name, family, group, tags, relay, lineKeys, screen, terminal, asksNobody }: GatewayDevice,
  isHeld: boolean,
): unknown {
  return {
    id,
    name,
    family: family.id,
    ...(group === undefined ? {} : { group }),
    ...(tags === undefined ? {} : { tags }),
    has: [...(screen ? ['vnc'] : []), ...(terminal ? ['terminal'] : [])],
    ...(relay === undefined ? {} : { relay }),
    ...(lineKeys === undefined ? {} : { lineKeys }),
    ...(isHeld && { held: true }),
    ...(asksNobody && { asks: false }),
  }
}
