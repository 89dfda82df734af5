using System.IO.Compression;
using System.Text;
using SparseAutoencoders.Formats;

namespace SparseAutoencoders.Fuzz;

/// <summary>One of the readers that take files from anywhere.</summary>
/// <param name="Name">Its word on the command line.</param>
/// <param name="Dress">Makes a file of arbitrary bytes. Where a format has a length or a checksum that hardly any change of other bytes would leave right,
/// bytes that do not begin as the format does are its inner part, and get the outer part here.</param>
/// <param name="Open">Reads all that there is in a file.</param>
internal sealed record Reader(string Name, Func<byte[], byte[]> Dress, Action<string> Open)
{
    /// <summary>A few bytes of its files stand for many, as in gzip.</summary>
    public bool Unpacks { get; init; }

    /// <summary>Bytes of memory that any of its files may claim to unpack to, however short: what it claims is found out only when it has been unpacked.</summary>
    public long Unpacked { get; init; }

    /// <summary>A native library decodes it: its memory is seen in the process's alone.</summary>
    public bool IsNative { get; init; }

    /// <summary>How many files may be opened; each costs its buffers.</summary>
    public int Files { get; init; } = 1;

    private static readonly Choices Choices = Choices.BuiltIn.WithMoreFormats();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Reader> All { get; } =
    [
        new("idx", static bytes => bytes, static path => ReadRows(path, IdxRows.Format.Open(path, new()))),
        new("gzip", Packed, ReadPacked),
        new("npy", NpyHeaded, static path => ReadRows(path, NpyRows.Format.Open(path, new()))),
        new("npz", Archived, static path => ReadRows(path, NpzRows.Format.Open(path, new()))) { Unpacks = true },
        new("csv", static bytes => bytes, static path => ReadRows(path, CsvRows.Format.Open(path, Gaps(path)))),
        new("parquet", ColumnSeeds.Footed, static path => ReadRows(path, ParquetRows.Format.Open(path, Gaps(path)))) { IsNative = true },
        new("arrow", ColumnSeeds.Streamed, static path => ReadRows(path, ArrowRows.Format.Open(path, Gaps(path)))) { Unpacks = true, Unpacked = 1 << 26 },
        new("texts", static bytes => bytes, ReadLinesOrTable),
        new("parquet-texts", ColumnSeeds.Footed, static path => ReadTexts(path, ParquetRows.Format.OpenTexts!(path, Column(path), new()))) { IsNative = true },
        new("arrow-texts", ColumnSeeds.Streamed, static path => ReadTexts(path, ArrowRows.Format.OpenTexts!(path, Column(path), new()))) { Unpacks = true, Unpacked = 1 << 26 },
        new("image", Imaged, ReadImages) { Unpacks = true },
        new("safetensors", SafetensorsHeaded, ReadTensors),
        new("model", SafetensorsHeaded, ReadModel),
        new("checkpoint", SafetensorsHeaded, ReadCheckpoint),
        new("resume", SafetensorsHeaded, Resumption.Read),
        new("torch", Pickled, ReadModel),
        new("foreign", static bytes => bytes, ReadDescribed) { Files = 3 },
        new("npz-model", Archived, ReadModel) { Unpacks = true },
        new("run", static bytes => bytes, ReadRun),
        new("pattern", PatternTree.Dress, PatternTree.Read) { Files = PatternTree.Count },
    ];

    public static Reader Named(string name) => All.FirstOrDefault(reader => reader.Name == name)
        ?? throw new ArgumentException($"'{name}' is no reader. Give one of: {string.Join(", ", All.Select(reader => reader.Name))}.");

    /// <summary>True for the types whose branches AFL++ is to see: those that files steer. (Full names, nested types and closures included.)</summary>
    public static bool IsFuzzed(string type) =>
        type.StartsWith("SparseAutoencoders.", StringComparison.Ordinal)
        || type.StartsWith("Apache.Arrow.", StringComparison.Ordinal)
        || type.StartsWith("StbImageSharp.", StringComparison.Ordinal);

    // Some files are read with gaps and some without: that hangs on their length, so that it is the same each time.
    private static RowFileOptions Gaps(string path) => new() { KeepMissing = new FileInfo(path).Length % 2 == 1 };

    /// <summary>Reads all rows, and holds what is said of them to a line.</summary>
    public static void ReadRows(string path, IRows rows)
    {
        using (rows)
        {
            foreach (var note in rows.Notes) Guard.OneLine(path, note);
            if (rows.Count == 0) return;                         // Choices.Open refuses them
            var block = new float[Math.Max(1, Math.Min(rows.Count, 1000 / rows.Width)) * rows.Width];
            for (var first = 0; first < rows.Count; first += block.Length / rows.Width)
            {
                var part = block.AsSpan(0, Math.Min(block.Length / rows.Width, rows.Count - first) * rows.Width);
                rows.Read(first, part);
                RowCheck.Finite<float>(rows, first, part);
            }
        }
    }

    // Lines, the only column of a table, or its first: that hangs on the length too.
    private static void ReadLinesOrTable(string path)
    {
        var table = new FileInfo(path).Length % 3 == 1;
        if (table) File.Copy(path, path += ".csv", overwrite: true);
        ReadTexts(path, CsvRows.Format.OpenTexts!(path, table ? null : Column(path), new()));
    }

    private static string? Column(string path) => new FileInfo(path).Length % 2 == 1 ? "1" : null;

    private static void ReadTexts(string path, IRowTexts texts)
    {
        using var owned = texts as IDisposable;
        if (texts is SpooledTexts { Notes: var notes }) foreach (var note in notes) Guard.OneLine(path, note);
        for (var row = 0; row < texts.Count; row++) _ = texts[row];
    }

    private static void ReadImages(string path)
    {
        ReadRows(path, ImageRows.Format.Open(path, new()));
        ReadRows(path, ImageRows.Format.Open(path, new() { Colour = true, Patches = new ImageShape(1, 2), PatchCount = 3 }));
    }

    private static void ReadPacked(string path)
    {
        using (var file = InputFile.OpenRead(path))
        {
            Span<byte> block = stackalloc byte[4096];
            while (file.Read(block) > 0) { }
        }
        ReadRows(path, Choices.Open(path));
    }

    private static void ReadTensors(string path)
    {
        using (var file = SafetensorsFile.Open(path))
        {
            foreach (var tensor in file.Tensors.Where(tensor => tensor.NumberType is "F64" or "F32" or "F16" or "BF16" or "U8"))
                file.Read(tensor.Name, new float[tensor.Count].AsSpan());
        }
        ReadRows(path, SafetensorsRows.Format.Open(path, new()));
    }

    private static void ReadModel(string path)
    {
        var model = SparseAutoencoder.Load(path);
        if (model.Origin is { } origin)
        {
            foreach (var line in origin.Notes.Concat(origin.MadeFor.Values).Concat(origin.Unused)) Guard.OneLine(path, path + line);
        }
        var row = new float[model.Inputs];
        Array.Fill(row, 0.5f);
        try
        {
            model.Encode(row);
            model.Reconstruct(Rows.From([row])).ToMatrix<float>();
        }
        catch (InvalidDataException refusal) when (refusal.Message.StartsWith("rows in memory", StringComparison.Ordinal))
        {
            // A scale may take the row beyond what numbers hold: that is said of the row.
        }
        _ = model.EncoderWeights;
    }

    // A description, up to the first byte 0, beside weights: of which tool they are hangs on the length.
    private static void ReadDescribed(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var end = Header(bytes);
        var folder = Directory.CreateDirectory(path + ".model").FullName;
        foreach (var old in Directory.EnumerateFiles(folder)) File.Delete(old);
        var (config, weights) = (bytes.Length % 4) switch
        {
            0 => ("cfg.json", "sae_weights.safetensors"),
            1 => ("cfg.json", "sae.safetensors"),
            2 => ("hyperparams.json", "model.safetensors"),
            _ => ("config.json", "model.safetensors"),
        };
        File.WriteAllBytes(Path.Combine(folder, config), bytes[..end]);
        File.WriteAllBytes(Path.Combine(folder, weights), SafetensorsHeaded(bytes[Math.Min(end + 1, bytes.Length)..]));
        ReadModel(folder);
    }

    // As a model, whatever its checksum; then as a run does, which does not believe it.
    private static void ReadCheckpoint(string path)
    {
        ReadModel(path);
        CheckpointFile.Read(path);
    }

    // The bytes are the options of a run's folder.
    private static void ReadRun(string path)
    {
        var folder = Directory.CreateDirectory(path + ".run").FullName;
        File.Copy(path, Path.Combine(folder, "options.json"), overwrite: true);
        RunFolder.Open(folder).Dispose();
    }

    private static byte[] Packed(byte[] bytes) => bytes is [0x1f, 0x8b, ..] ? bytes : TestFolder.Gzip(bytes);

    // A header, up to the first byte 0, and then the numbers.
    private static byte[] NpyHeaded(byte[] bytes)
    {
        if (bytes is not [(byte)'{', ..]) return bytes;
        var header = Header(bytes);
        return [0x93, .. "NUMPY"u8, 2, 0, .. BitConverter.GetBytes(header), .. bytes.AsSpan(0, header), .. bytes.AsSpan(Math.Min(header + 1, bytes.Length))];
    }

    // Members one after the other, each its name, up to the first byte 0, and its contents, which may be an NPY file without its first bytes.
    private static byte[] Archived(byte[] bytes)
    {
        if (bytes is [(byte)'P', ..]) return bytes;
        var members = new List<(string, byte[])>();
        foreach (var range in MemoryExtensions.Split(bytes, "PK\x03\x04"u8))
        {
            var member = bytes[range];
            var name = Header(member);
            members.Add((Encoding.Latin1.GetString(member, 0, name), NpyHeaded(member[Math.Min(name + 1, member.Length)..])));
        }
        return FileBytes.Zip(CompressionLevel.NoCompression, [.. members.Where(member => member.Item1.Length > 0)]);
    }

    // The pickle of a file of torch.save, and what its numbers are, one member after the other; or the file itself, also behind a line of text.
    private static byte[] Pickled(byte[] bytes)
    {
        if (bytes is [(byte)'P' or (byte)'{', ..] or [0x80, 2, 0x8a, ..]) return bytes;
        var members = new List<(string, byte[])>();
        foreach (var range in MemoryExtensions.Split(bytes, "PK\x03\x04"u8))
            members.Add((members.Count == 0 ? "a/data.pkl" : FormattableString.Invariant($"a/data/{members.Count - 1}"), bytes[range]));
        return FileBytes.Zip(CompressionLevel.NoCompression, [.. members]);
    }

    // A PNG image's header, which begins with a byte 0 as sizes do, and its lines, which are packed here.
    private static byte[] Imaged(byte[] bytes) => bytes is [0, ..] && bytes.Length > ImageBytes.HeaderLength
        ? ImageBytes.PngOf(bytes[..ImageBytes.HeaderLength], bytes.AsSpan(ImageBytes.HeaderLength), bytes[9] == 3 ? [1, 2, 3, 4, 5, 6, 7, 8, 9] : []) : bytes;

    private static byte[] SafetensorsHeaded(byte[] bytes)
    {
        if (bytes is not [(byte)'{', ..]) return bytes;
        var header = Header(bytes);
        return [.. BitConverter.GetBytes((long)header), .. bytes.AsSpan(0, header), .. bytes.AsSpan(Math.Min(header + 1, bytes.Length))];
    }

    private static int Header(byte[] bytes) => Array.IndexOf(bytes, (byte)0) is >= 0 and var end ? end : bytes.Length;
}
