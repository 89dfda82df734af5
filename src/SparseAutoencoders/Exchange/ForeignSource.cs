using System.IO.Compression;

namespace SparseAutoencoders;

/// <summary>A model of others', as it lies on the disk: its arrays by their names, and what stands beside them.</summary>
internal sealed class ForeignSource
{
    /// <summary>Name of the file that <see cref="ModelOrigin"/> is kept in, beside weights that were written for another tool.</summary>
    public const string OriginFile = "origin.safetensors";

    private const int MostValues = 100_000;

    // Where weights lie in a folder.
    private static readonly string[] Weights = ["sae_weights.safetensors", "sae.safetensors", "ae.pt", "params.npz", "params.safetensors", "checkpoints/final.safetensors", "model.safetensors", "sae.pt", "model.pt", "pytorch_model.bin"];

    private static readonly string[] Endings = [".safetensors", ".pt", ".pth", ".npz"];

    private static readonly string[] Configs = ["cfg.json", "config.json", "hyperparams.json"];

    private readonly HashSet<string> _used = [];

    private ForeignSource(string path, string file, ForeignKind kind) => (Path, File, Kind) = (path, file, kind);

    /// <summary>As it was given.</summary>
    public string Path { get; }

    /// <summary>The file of weights.</summary>
    public string File { get; }

    /// <summary>What kind of file that is.</summary>
    public ForeignKind Kind { get; }

    /// <summary>What stands beside the weights, or before them.</summary>
    public ForeignConfig Config { get; private init; } = ForeignConfig.None;

    /// <summary>Name of the file that stands in; "" for none.</summary>
    public string ConfigName { get; private init; } = "";

    /// <summary>Arrays, in the file's order.</summary>
    public IReadOnlyDictionary<string, ForeignTensor> Tensors { get; private init; } = new Dictionary<string, ForeignTensor>();

    /// <summary>Single texts and numbers among the arrays of a file of torch.save.</summary>
    public IReadOnlyDictionary<string, object?> Values { get; private init; } = new Dictionary<string, object?>();

    /// <summary>Texts that a safetensors file holds beside its arrays.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; private init; } = new Dictionary<string, string>();

    /// <summary>Arrays that were not asked for.</summary>
    public IEnumerable<ForeignTensor> Unused => Tensors.Values.Where(tensor => !_used.Contains(tensor.Name));

    /// <summary>The file of a folder that holds weights; null for a folder of something else.</summary>
    public static string? FileIn(string folder)
    {
        foreach (var name in Weights)
            if (System.IO.Path.Combine(folder, name) is var file && System.IO.File.Exists(file)) return file;
        if (Directory.EnumerateFiles(folder).Where(file => Endings.Contains(System.IO.Path.GetExtension(file)) && System.IO.Path.GetFileName(file) != OriginFile).Take(2).ToList() is [var only]) return only;
        // A model of sentence-transformers has its parts in folders.
        return Directory.EnumerateDirectories(folder, "*_SparseAutoEncoder").Order(StringComparer.Ordinal).Select(part => System.IO.Path.Combine(part, "model.safetensors")).FirstOrDefault(System.IO.File.Exists);
    }

    /// <summary>Opens a file or folder.</summary>
    /// <returns>Null where it is none that holds named arrays.</returns>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ForeignSource? Open(string path)
    {
        var file = path;
        if (Directory.Exists(path) && (file = FileIn(path)) is null)
            throw new InvalidDataException($"{path}: is a folder without the weights of a model: none of {string.Join(", ", Weights)} is in it, nor a single other file that ends in {string.Join(", ", Endings)}. Give the folder or file of one model.");
        var (config, name) = ConfigOf(file);
        var head = new byte[16];
        using (var stream = InputFile.OpenRead(file)) head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        if (SafetensorsHeader.Recognises(head)) return new(path, file, ForeignKind.Safetensors) { Config = config, ConfigName = name, Tensors = OfSafetensors(file), Texts = TextsOf(file) };
        if (head is [(byte)'{', ..] && TorchFile.LineBefore(file) is { } before)
            return OfTorch(path, file, ForeignKind.LineAndTorch, before.Start, new ForeignConfig(file, ForeignConfig.Parse(file, System.Text.Encoding.UTF8.GetBytes(before.Line))), "");
        if (!TorchFile.Recognises(head)) return null;
        return head.AsSpan().StartsWith("PK"u8) && HoldsArrays(file) ? new(path, file, ForeignKind.Npz) { Config = config, ConfigName = name, Tensors = OfNpz(file) }
            : OfTorch(path, file, ForeignKind.Torch, 0, config, name);
    }

    public bool Has(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (!Tensors.ContainsKey(name)) return false;
        return true;
    }

    /// <summary>An array that must be there.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    public ForeignTensor Tensor(string name) => Find(name) ?? throw new InvalidDataException($"{File}: lacks the tensor '{name}' that such a model has. It holds: {List}. Get or make the file again.");

    /// <summary>An array; null where it is not there.</summary>
    public ForeignTensor? Find(string name)
    {
        _used.Add(name);
        return Tensors.GetValueOrDefault(name);
    }

    /// <summary>The only number of an array that is kept as it is, too, and written again; null where it is not there.</summary>
    public double? Noted(string name) => Tensors.GetValueOrDefault(name)?.Number(File);

    /// <summary>The names of its arrays, in words.</summary>
    public string List => Tensors.Count == 0 ? "nothing" : string.Join(", ", Tensors.Values.Take(12)) + (Tensors.Count > 12 ? ", …" : "");

    /// <summary>The same with the names of its arrays and values less their beginning, of those that begin so.</summary>
    public ForeignSource Within(string prefix) => new(Path, File, Kind)
    {
        Config = Config,
        ConfigName = ConfigName,
        Tensors = Tensors.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(entry => entry.Key[prefix.Length..], entry => new ForeignTensor(entry.Key[prefix.Length..], entry.Value.Type, entry.Value.Shape, entry.Value.Bytes)),
        Values = Values.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value),
    };

    private static (ForeignConfig Config, string Name) ConfigOf(string file)
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file))!;
        var places = System.IO.Path.GetFileName(folder) == "checkpoints" ? [folder, System.IO.Path.GetDirectoryName(folder)!] : (string[])[folder];
        foreach (var place in places)
            foreach (var name in Configs)
                if (System.IO.Path.Combine(place, name) is var path && System.IO.File.Exists(path)) return (ForeignConfig.Read(path), name);
        return (ForeignConfig.None, "");
    }

    internal static Dictionary<string, ForeignTensor> OfSafetensors(string path)
    {
        using var file = SafetensorsFile.OpenPlain(path);
        return file.Tensors.ToDictionary(tensor => tensor.Name, tensor => ForeignTensor.Of(path, tensor, tensor.Name));
    }

    private static IReadOnlyDictionary<string, string> TextsOf(string path)
    {
        using var file = SafetensorsFile.OpenPlain(path);
        return file.Metadata;
    }

    private static bool HoldsArrays(string path)
    {
        try
        {
            using var file = new PartStream(path, 0);
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            return archive.Entries.Any(entry => entry.FullName.EndsWith(".npy", StringComparison.Ordinal));
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            throw new InvalidDataException($"{path}: is a damaged or cut archive. Get or save it again.", failure);
        }
    }

    private static Dictionary<string, ForeignTensor> OfNpz(string path)
    {
        var tensors = new Dictionary<string, ForeignTensor>();
        try
        {
            using var file = new PartStream(path, 0);
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            foreach (var entry in archive.Entries.Where(entry => entry.FullName.EndsWith(".npy", StringComparison.Ordinal)))
            {
                using var member = ByteSource.Unpack(path, entry.Open());
                var header = NpyHeader.Read(member);
                if (SafetensorsNumber.NameOf(NpyNumber.Of(path, header.Type)) is not { } type) continue;
                var name = entry.FullName[..^".npy".Length];
                tensors.TryAdd(name, new ForeignTensor(name, type, header.Shape, () => Array(path, entry.FullName)));
            }
            return tensors;
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException or NotSupportedException && !failure.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: is a damaged or cut archive. Get or save it again with np.savez.", failure);
        }
    }

    private static byte[] Array(string path, string name)
    {
        try
        {
            using var file = new PartStream(path, 0);
            using var archive = new ZipArchive(file, ZipArchiveMode.Read);
            using var member = ByteSource.Unpack(path, archive.GetEntry(name)!.Open());
            var header = NpyHeader.Read(member);
            var number = NpyNumber.Of(path, header.Type);
            var count = header.Shape.Aggregate((Int128)1, (product, size) => product * size);
            member.Expect(header.DataOffset + count * number.Size, $"an array of {MessageText.Sizes(header.Shape)}");
            var bytes = new byte[ForeignTensor.Length(path, (long)count * number.Size)];
            member.Read(header.DataOffset, bytes);
            if (number.BigEndian && number.Size > 1)
                for (var i = 0; i < bytes.Length; i += number.Size) bytes.AsSpan(i, number.Size).Reverse();
            if (!header.Fortran) return bytes;
            var steps = new long[header.Shape.Count];
            var step = 1L;
            for (var d = 0; d < steps.Length; d++, step *= header.Shape[d - 1]) steps[d] = step;
            return new TorchArray(new TorchStorage("", "", (long)count), 0, header.Shape, steps).Gather(bytes, number.Size);
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException or NotSupportedException && !failure.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: is a damaged or cut archive. Get or save it again with np.savez.", failure);
        }
    }

    private static ForeignSource OfTorch(string path, string file, ForeignKind kind, long start, ForeignConfig config, string name)
    {
        var value = TorchFile.Read(file, start, out var read);
        if (value is not PickleMap map) throw new InvalidDataException($"{file}: is a PyTorch file that holds no dictionary of weights. Save the weights: torch.save(model.state_dict(), path).");
        var (tensors, values) = (new Dictionary<string, ForeignTensor>(), new Dictionary<string, object?>());
        var (open, seen) = (new Stack<(string Prefix, PickleMap Map)>([("", map)]), 0);
        while (open.TryPop(out var next))
        {
            foreach (var (key, item) in next.Map.Entries)
            {
                // What stands there many times over by reference could go on for ever.
                if (++seen > MostValues) throw new InvalidDataException($"{file}: is a PyTorch file with more values than a model has. Save the weights: torch.save(model.state_dict(), path).");
                var full = $"{next.Prefix}{(key as string)?.Replace("_orig_mod.", "", StringComparison.Ordinal) ?? Convert.ToString(key, CultureInfo.InvariantCulture)}";
                if (full.Length > 1000) throw new InvalidDataException($"{file}: is a PyTorch file whose values lie deeper than a model's. Save the weights: torch.save(model.state_dict(), path).");
                if (item is PickleMap inner) open.Push(($"{full}.", inner));
                else if (item is TorchArray array) tensors[full] = new ForeignTensor(full, array.Storage.Type, array.Shape, () => read(array));
                else values[full] = item;
            }
        }
        return new(path, file, kind) { Config = config, ConfigName = name, Tensors = tensors, Values = values };
    }
}

/// <summary>What kind of file weights lie in.</summary>
internal enum ForeignKind
{
    Safetensors,
    Npz,

    /// <summary>Of torch.save.</summary>
    Torch,

    /// <summary>A line of JSON, then a file of torch.save.</summary>
    LineAndTorch,
}
