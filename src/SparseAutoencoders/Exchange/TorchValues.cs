namespace SparseAutoencoders;

/// <summary>A name that a pickle of torch.save may use: what it makes of its arguments is written out here.</summary>
/// <param name="Name">"torch.FloatStorage".</param>
/// <param name="Type">Number type of a storage, as safetensors names it; else null.</param>
internal sealed record TorchGlobal(string Name, string? Type)
{
    private static readonly Dictionary<string, string> Storages = new()
    {
        ["FloatStorage"] = "F32",
        ["DoubleStorage"] = "F64",
        ["HalfStorage"] = "F16",
        ["BFloat16Storage"] = "BF16",
        ["LongStorage"] = "I64",
        ["IntStorage"] = "I32",
        ["ShortStorage"] = "I16",
        ["CharStorage"] = "I8",
        ["ByteStorage"] = "U8",
        ["BoolStorage"] = "BOOL",
    };

    /// <summary>Number types' names in Python, by those in safetensors files.</summary>
    private static readonly string[] Types = ["float16", "bfloat16", "float32", "float64", "half", "float", "double", "int8", "uint8", "int16", "int32", "int64", "long", "bool"];

    /// <exception cref="FormatException">It is none of those.</exception>
    public static object Named(string module, string name) => (module, name) switch
    {
        ("torch", _) when Storages.TryGetValue(name, out var type) => new TorchGlobal($"torch.{name}", type),
        ("torch", _) when Types.Contains(name) => $"torch.{name}",
        ("collections", "OrderedDict") or ("torch", "Size") or ("torch._utils", "_rebuild_tensor_v2" or "_rebuild_tensor" or "_rebuild_parameter") => new TorchGlobal($"{module}.{name}", null),
        _ => throw new FormatException($"it asks for {MessageText.Visible($"{module}.{name}", 120)}, which plain weights do not need, and which is not run"),
    };

    /// <summary>Name of the storage of a number type.</summary>
    public static string StorageOf(string type) => Storages.First(storage => storage.Value == type).Key;

    public object? Call(object?[] arguments) => Name switch
    {
        "collections.OrderedDict" => Ordered(arguments),
        "torch.Size" when arguments is [var sizes] => sizes,
        "torch._utils._rebuild_parameter" when arguments is [TorchArray array, ..] => array,
        "torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_tensor" when arguments is [TorchStorage storage, long offset, var shape, var strides, ..] => TorchArray.Of(storage, offset, shape, strides),
        _ => throw new FormatException($"{Name} has other arguments than it takes"),
    };

    private static PickleMap Ordered(object?[] arguments)
    {
        var map = new PickleMap();
        if (arguments is [List<object?> pairs])
        {
            foreach (var pair in pairs)
            {
                if (pair is not (object?[] or List<object?>) || pair is not IReadOnlyList<object?> { Count: 2 } entry) throw new FormatException("a dictionary is made of no pairs");
                map.Add(entry[0], entry[1]);
            }
        }
        else if (arguments.Length > 0) throw new FormatException("a dictionary is made of no pairs");
        return map;
    }
}

/// <summary>Numbers side by side in a file of torch.save.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="Type">Number type, as safetensors names it.</param>
/// <param name="Count">Numbers in it.</param>
internal sealed record TorchStorage(string Key, string Type, long Count)
{
    /// <summary>Of ('storage', type, key, device, numbers).</summary>
    /// <exception cref="FormatException">It is no such tuple.</exception>
    public static TorchStorage Of(object? id) =>
        id is object?[] { Length: >= 5 } parts && parts is ["storage", TorchGlobal { Type: { } type }, string key, _, long and >= 0 and var count, ..] && (parts.Length == 5 || parts[5] is null)
            ? new(key, type, count)
            : throw new FormatException("it refers to something else than numbers of its own");
}

/// <summary>A tensor: a part of a storage, with its sizes and steps.</summary>
/// <param name="Storage">Has its numbers.</param>
/// <param name="Offset">Where it begins there.</param>
/// <param name="Shape">Sizes.</param>
/// <param name="Strides">How far apart neighbours are, one for each size.</param>
internal sealed record TorchArray(TorchStorage Storage, long Offset, IReadOnlyList<long> Shape, IReadOnlyList<long> Strides)
{
    private const int MostSizes = 8;

    /// <exception cref="FormatException">It does not lie in its storage.</exception>
    public static TorchArray Of(TorchStorage storage, long offset, object? shape, object? strides)
    {
        var (sizes, steps) = (Numbers(shape), Numbers(strides));
        if (sizes.Length != steps.Length || sizes.Length > MostSizes) throw new FormatException("a tensor has sizes and steps that do not go together");
        var count = sizes.Aggregate((Int128)1, (product, size) => product * size);
        var last = sizes.Zip(steps, (size, step) => (Int128)Math.Max(0, size - 1) * step).Aggregate((Int128)offset, (sum, part) => sum + part);
        // One that repeats its numbers would take more memory than the file has.
        if (offset < 0 || count > storage.Count || (count > 0 && last >= storage.Count)) throw new FormatException("a tensor does not lie within its numbers");
        return new(storage, offset, sizes, steps);
    }

    /// <summary>Its numbers row by row.</summary>
    /// <param name="storage">Bytes of the storage.</param>
    /// <param name="size">Bytes of a number.</param>
    public byte[] Gather(byte[] storage, int size)
    {
        var count = (int)Shape.Aggregate(1L, (product, length) => product * length);
        if (IsContiguous()) return storage.AsSpan((int)Offset * size, count * size).ToArray();
        var bytes = new byte[count * size];
        var place = new long[Shape.Count];
        var from = Offset;
        for (var to = 0; to < bytes.Length; to += size)
        {
            storage.AsSpan((int)from * size, size).CopyTo(bytes.AsSpan(to));
            for (var d = place.Length - 1; d >= 0; d--)
            {
                from += Strides[d];
                if (++place[d] < Shape[d]) break;
                from -= Shape[d] * Strides[d];
                place[d] = 0;
            }
        }
        return bytes;
    }

    private bool IsContiguous()
    {
        var step = 1L;
        for (var d = Shape.Count - 1; d >= 0; d--)
        {
            if (Shape[d] != 1 && Strides[d] != step) return false;
            step *= Shape[d];
        }
        return true;
    }

    private static long[] Numbers(object? tuple) =>
        tuple is IReadOnlyList<object?> numbers && numbers.All(number => number is >= 0L) ? [.. numbers.Select(number => (long)number!)] : throw new FormatException("a tensor's sizes or steps are no whole numbers");
}
