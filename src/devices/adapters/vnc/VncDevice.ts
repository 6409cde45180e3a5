import { RfbDevice } from '../../rfb/RfbDevice'

/** Any VNC server: RFB as it stands, no dialect. */
export class VncDevice extends RfbDevice {}
