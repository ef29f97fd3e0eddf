import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { InferenceSession } from 'onnxruntime-node';
import { GlimpseError } from '../errors.ts';
import type { Pixels } from '../image/picture.ts';
import { assemble } from './assemble.ts';
import type { Element, ScreenEvent } from './element.ts';
import { firstLook, loneInk, look, withoutMarks } from './look.ts';
import { withoutLoss } from './lossy.ts';
import { RoleNet, type Roles } from './roles.ts';
import { type Segmentation, segment } from './segments.ts';
import { findShapes, type Shapes } from './shapes.ts';
import { enlarge, shrink, shrinkFactor } from './shrink.ts';
import type { Sight } from './sight.ts';
import { drawnShapes, inkOfSketch } from './sketch.ts';
import { findLines, findLoneText, joinedByHand, type Read, type ScreenLine } from './text.ts';
import { TextDetector } from './text-detector.ts';
import { TextReader } from './text-reader.ts';

/** The nets and their alphabet, in the folder of the weights. */
const FILES = {
  detector: 'detector.onnx',
  reader: 'reader.onnx',
  roles: 'roles.onnx',
  alphabet: 'alphabet.txt',
};

/** More threads would wait for each other. */
const MAX_THREADS = 4;

/** Lines are shown when this share of them has been read, when twice it has, and so on. */
const SHARE_OF_LINES = 0.15;

interface Nets {
  detector: TextDetector;
  reader: TextReader;
  roles: Roles;
  sessions: InferenceSession[];
}

/**
 * The built-in screen parser: pixels in, elements out, without a model and without a network. Text lines come from
 * PP-OCRv4 (folded: models/parser) on onnxruntime, everything else from the picture's flat colours:
 *
 *     pixels -> segment -> findShapes ------------------------------+
 *       |                      |                                    v
 *       +--> TextDetector -> inkLines -> TextReader -> findLines -> look: findBlobs, assemble -> elements
 */
export class ScreenParser {
  private nets: Promise<Nets> | undefined;

  /** `weights`: URL of a folder, ending in a slash. Nothing is loaded before the first parse. */
  constructor(
    private readonly weights: URL,
    /** How elements are made of what is seen, where that is not the parser's own way. */
    private readonly elementsOf: (sight: Sight, roles: Roles) => Promise<Element[]> = assemble,
  ) {}

  /**
   * Phases, a first partial screen of bare regions, then of these and more and more lines, then the whole. Throws the signal's AbortError between two steps:
   * a tile of the detector or a batch of the reader takes up to a second and can't be interrupted.
   */
  async *parse(pixels: Pixels, options: { signal?: AbortSignal | undefined } = {}): AsyncGenerator<ScreenEvent> {
    const factor = shrinkFactor(pixels.width, pixels.height);
    if (factor === 1) return yield* this.parseWhole(pixels, options);
    for await (const event of this.parseWhole(shrink(pixels, factor), options)) {
      yield event.type === 'phase' ? event : { ...event, screen: enlarge(event.screen, factor, pixels) };
    }
  }

  private async *parseWhole(
    pixels: Pixels,
    { signal }: { signal?: AbortSignal | undefined },
  ): AsyncGenerator<ScreenEvent> {
    const progress = new Latest<number>();
    signal?.throwIfAborted();
    yield { type: 'phase', phase: 'regions' };
    // Loading runs on other threads meanwhile.
    const loading = this.load();
    loading.catch(() => undefined);
    const { segmentation, shapes, letters } = regionsOf(pixels);
    yield { type: 'partial', screen: firstLook(segmentation, shapes, []) };

    yield { type: 'phase', phase: 'find-text' };
    const { detector, reader, roles } = await loading;
    const detecting = detector.detect(pixels, { signal, onTile: (done, total) => progress.report(done / total) });
    for await (const done of progress.until(detecting)) yield { type: 'phase', phase: 'find-text', progress: done };

    yield { type: 'phase', phase: 'read-text' };
    const read: Read = (boxes) => reader.read(pixels, boxes, { signal });
    const sofar = new Latest<{ lines: () => ScreenLine[]; progress: number }>();
    const framed = shapes.drawn ? [] : shapes.shapes;
    const reading = findLines(letters, await detecting, framed, read, (lines, progress) =>
      sofar.report({ lines, progress }),
    );
    let shown = 0;
    for await (const { lines, progress } of sofar.until(reading)) {
      yield { type: 'phase', phase: 'read-text', progress };
      if (progress < shown + SHARE_OF_LINES) continue;
      shown = progress;
      yield { type: 'partial', screen: firstLook(segmentation, shapes, lines()) };
    }
    const printed = await reading;
    const found = shapes.drawn ? joinedByHand(printed) : printed;
    const lone = await findLoneText(loneInk(segmentation, shapes, found), found, read);
    const lines = withoutMarks([...found, ...lone], shapes);
    signal?.throwIfAborted();
    const elementsOf = (sight: Sight) => this.elementsOf(sight, roles);
    yield { type: 'done', screen: await look(pixels, segmentation, shapes, lines, elementsOf) };
  }

  /** Frees the nets' memory; the next parse loads them again. */
  async dispose(): Promise<void> {
    const nets = await this.nets?.catch(() => undefined);
    this.nets = undefined;
    await Promise.all(nets?.sessions.map((session) => session.release()) ?? []);
  }

  private load(): Promise<Nets> {
    this.nets ??= this.open().catch((error: unknown) => {
      this.nets = undefined;
      throw new GlimpseError(
        'internal',
        {
          failed: "The built-in text reader can't be loaded.",
          tried: error instanceof Error ? error.message : String(error),
          todo: 'Reinstall Glimpse.',
        },
        { cause: error },
      );
    });
    return this.nets;
  }

  private async open(): Promise<Nets> {
    const session = async (file: string) =>
      InferenceSession.create(await readFile(new URL(file, this.weights)), {
        intraOpNumThreads: Math.min(MAX_THREADS, availableParallelism()),
        // Tiles and lines are small: the arena is too.
        enableCpuMemArena: true,
        enableMemPattern: false,
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
        // Threads that wait for work by spinning take half as much processor time again.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
      });
    const [detector, reader, roles, keys] = await Promise.all([
      session(FILES.detector),
      session(FILES.reader),
      session(FILES.roles),
      readFile(new URL(FILES.alphabet, this.weights), 'utf8'),
    ]);
    const alphabet = [...keys.replace(/\r?\n$/, '').split(/\r?\n/), ' '];
    return {
      detector: new TextDetector(detector),
      reader: new TextReader(reader, alphabet),
      roles: new RoleNet(roles),
      sessions: [detector, reader, roles],
    };
  }
}

/** What is drawn by hand has neither flat colours nor straight edges: its ink has. */
function regionsOf(pixels: Pixels): { segmentation: Segmentation; shapes: Shapes; letters: Segmentation } {
  const segmentation = segment(pixels);
  const shapes = findShapes(segmentation);
  const ink = inkOfSketch(pixels, shapes);
  if (!ink) {
    const flat = withoutLoss(pixels);
    if (flat === pixels) return { segmentation, shapes, letters: segmentation };
    const cleaned = segment(flat);
    return { segmentation: cleaned, shapes: findShapes(cleaned), letters: segmentation };
  }
  const drawn = segment(ink);
  const { straight } = findShapes(drawn);
  return {
    segmentation: drawn,
    shapes: { straight, shapes: drawnShapes(ink, drawn), drawn: true },
    // In black and white, the gaps between a hand's words look like those between things.
    letters: segmentation,
  };
}

/** The newest of a callback's values, as something to iterate while some work goes on. */
class Latest<T> {
  private value: T | undefined;
  private wake: () => void = () => undefined;

  report(value: T): void {
    this.value = value;
    this.wake();
  }

  /** Yields what is reported until `work` has ended; does not throw its error. */
  async *until(work: Promise<unknown>): AsyncGenerator<T> {
    let ended = false;
    const end = () => {
      ended = true;
      this.wake();
    };
    work.then(end, end);
    while (!ended) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        if (ended || this.value !== undefined) resolve();
      });
      const { value } = this;
      this.value = undefined;
      if (value !== undefined && !ended) yield value;
    }
  }
}
