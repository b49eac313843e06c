/** The WebRTC voice activity detector; the package brings no types. */
declare module '@echogarden/fvad-wasm' {
  export interface FvadModule {
    readonly HEAP16: Int16Array;
    _malloc(bytes: number): number;
    _free(address: number): void;
    _fvad_new(): number;
    _fvad_free(handle: number): void;
    _fvad_reset(handle: number): void;
    /** 0 (lenient) to 3 (strict); negative on error. */
    _fvad_set_mode(handle: number, mode: number): number;
    _fvad_set_sample_rate(handle: number, hz: number): number;
    /** 1 voiced, 0 not, -1 for a frame that is not 10, 20 or 30 ms long. */
    _fvad_process(handle: number, address: number, samples: number): number;
  }
  export default function fvad(): Promise<FvadModule>;
}
