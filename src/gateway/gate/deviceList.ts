import type { GatewayConfig } from '../config/GatewayConfig.ts'

/** What the page may know of the configuration: `GET /devices.json`. Never an address, never a secret. */
export function deviceList(config: GatewayConfig, adHoc: boolean): unknown {
  return {
    version: 1,
    devices: config.devices.map(({ id, name, family, group, tags, relay, screen, terminal }) => ({
      id,
      name,
      family: family.id,
      ...(group === undefined ? {} : { group }),
      ...(tags === undefined ? {} : { tags }),
      has: [...(screen ? ['vnc'] : []), ...(terminal ? ['terminal'] : [])],
      ...(relay === undefined ? {} : { relay }),
    })),
    adHoc,
    embed: config.embed,
    settings: config.settings,
  }
}
