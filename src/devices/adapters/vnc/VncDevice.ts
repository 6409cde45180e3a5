import { plainRfb } from '../../../engine/rfb/RfbDialect'
import { RfbDevice, type RfbProfile } from '../../rfb/RfbDevice'

/** Any VNC server: RFB as it stands, no dialect. */
export class VncDevice extends RfbDevice {
  constructor(id: string, profile: RfbProfile) {
    super(id, profile, plainRfb)
  }
}
