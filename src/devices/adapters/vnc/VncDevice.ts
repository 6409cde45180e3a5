import { RfbDevice, type RfbProfile } from '../../rfb/RfbDevice'

export interface VncProfile extends RfbProfile {
  readonly withholdsInput?: boolean | undefined
}

/** Any VNC server: RFB as it stands, no dialect. */
export class VncDevice extends RfbDevice {
  constructor(id: string, profile: VncProfile) {
    super(id, profile)
    if (profile.withholdsInput) this.path.block('scope')
  }
}
