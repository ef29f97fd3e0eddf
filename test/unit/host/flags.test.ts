import { describe, expect, it } from 'vitest';
import { secretEnvironment, serverEnvironment, serverFlags } from '../../../src/host/flags.ts';
import { HostPlan, type HostPlanInput } from '../../../src/host/plan.ts';

const START = { port: 0, wholeImages: false };
const flags = (plan: Partial<HostPlanInput> = {}, start = START): string[] =>
  serverFlags(HostPlan.parse({ model: '/m/model.gguf', mmproj: '/m/mmproj.gguf', ...plan }), start);

/** What comes after a flag; undefined where the flag is not given. */
function argumentOf(flag: string, given: string[]): string | undefined {
  const at = given.indexOf(flag);
  return at < 0 ? undefined : given[at + 1];
}

describe('the flags of llama-server', () => {
  it('say what the plan says', () => {
    const given = flags({
      contextSize: 8192,
      slots: 3,
      kvType: 'q8_0',
      flashAttention: 'on',
      threads: 7,
      gpuLayers: 20,
      imageTokens: { min: 256, max: 1024 },
    });
    expect(argumentOf('--model', given)).toBe('/m/model.gguf');
    expect(argumentOf('--mmproj', given)).toBe('/m/mmproj.gguf');
    expect(argumentOf('--parallel', given)).toBe('3');
    // llama.cpp divides it by the slots.
    expect(argumentOf('--ctx-size', given)).toBe('24576');
    expect(argumentOf('--cache-type-k', given)).toBe('q8_0');
    expect(argumentOf('--cache-type-v', given)).toBe('q8_0');
    expect(argumentOf('--flash-attn', given)).toBe('on');
    expect(argumentOf('--threads', given)).toBe('7');
    expect(argumentOf('--gpu-layers', given)).toBe('20');
    expect(argumentOf('--image-min-tokens', given)).toBe('256');
    expect(argumentOf('--image-max-tokens', given)).toBe('1024');
  });

  it('ground well and use the GPU as llama.cpp likes, unless told otherwise', () => {
    expect(argumentOf('--image-min-tokens', flags())).toBe('1024');
    expect(argumentOf('--image-max-tokens', flags())).toBe('4096');
    expect(flags()).not.toContain('--gpu-layers');
    expect(flags()).not.toContain('--threads');
    expect(argumentOf('--gpu-layers', flags({ gpuLayers: 'max' }))).toBe('all');
    expect(argumentOf('--gpu-layers', flags({ gpuLayers: 0 }))).toBe('0');
  });

  it('leave experts, the vision part or all of it to the processor', () => {
    expect(flags().join(' ')).not.toMatch(/moe|offload|--device/);
    expect(argumentOf('--n-cpu-moe', flags({ cpuExpertLayers: 30 }))).toBe('30');
    expect(flags({ visionOnGpu: false })).toContain('--no-mmproj-offload');
    expect(flags({ visionOnGpu: false })).not.toContain('--device');
    expect(argumentOf('--device', flags({ visionOnGpu: false, gpuLayers: 0 }))).toBe('none');
  });

  it('let nobody in from outside or from a web page, and nothing out', () => {
    const given = flags({}, { ...START, port: 4711 });
    expect(argumentOf('--host', given)).toBe('127.0.0.1');
    expect(argumentOf('--port', given)).toBe('4711');
    expect(argumentOf('--cors-origins', given)).toBe('none');
    expect(given).toEqual(expect.arrayContaining(['--no-cors-credentials', '--no-webui', '--no-slots', '--offline']));
  });

  it('make batches in which a whole picture fits, where its tokens look at each other', () => {
    const given = flags({ imageTokens: { min: 256, max: 4096 } }, { ...START, wholeImages: true });
    expect(argumentOf('--ubatch-size', given)).toBe('4096');
    expect(argumentOf('--batch-size', given)).toBe('4096');
    expect(flags()).not.toContain('--ubatch-size');
  });

  it('take a file name with a comma as one name', () => {
    expect(argumentOf('--alias', flags({ model: '/m/a,b.gguf' }))).toBe('a_b');
  });

  it('never hold the key: that is in the environment', () => {
    expect(secretEnvironment('secret')).toMatchObject({ LLAMA_API_KEY: 'secret' });
    expect(flags().join(' ')).not.toContain('api-key');
  });
});

it("keeps the user's variables for other llama-servers out, and those of the GPU in", () => {
  const own = {
    PATH: '/bin',
    CUDA_VISIBLE_DEVICES: '1',
    GGML_VK_VISIBLE_DEVICES: '0',
    LLAMA_ARG_HOST: '0.0.0.0',
    LLAMA_ARG_NO_WARMUP: '1',
    llama_arg_port: '1',
    LLAMA_API_KEY: 'theirs',
    LLAMA_SERVER_CHILD_MODE: 'download',
    AIP_HTTP_PORT: 'nonsense',
    MTMD_BACKEND_DEVICE: 'none',
    HF_TOKEN: 'theirs',
  };
  expect(serverEnvironment(own)).toEqual({ PATH: '/bin', CUDA_VISIBLE_DEVICES: '1', GGML_VK_VISIBLE_DEVICES: '0' });
});
