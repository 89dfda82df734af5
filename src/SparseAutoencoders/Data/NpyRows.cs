namespace SparseAutoencoders.Data;

/// <summary>Rows in an NPY file, as numpy.save writes it: uint8 (read as value/255), float32 and float64 of either byte order.</summary>
/// <remarks>The first size counts rows; three sizes are (rows, height, width). Source: numpy, "A simple file format for NumPy arrays" (NEP 1).</remarks>
public static class NpyRows
{
    private const string WayOut = "Save it with np.save(file, np.ascontiguousarray(a, dtype=np.float32))";

    /// <summary>Its entry in the list of formats.</summary>
    public static RowFormat Format { get; } = new(
        "npy", "one numpy array, as numpy.save writes it", [".npy"], static head => head.Span.StartsWith(NpyHeader.Magic), static (path, _) => Open(path));

    private static StoredRows Open(string path)
    {
        var source = ByteSource.Open(path);
        try
        {
            return Open(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Rows of an NPY file that is open already; they own it.</summary>
    internal static StoredRows Open(ByteSource source)
    {
        var path = source.Path;
        var header = NpyHeader.Read(source);
        var number = NumberOf(path, header.Type);
        if (header.Shape.Count < 2)
        {
            throw new InvalidDataException(header.Shape.Count == 0
                ? $"{path}: holds a single number, not rows. Save a two-dimensional array (rows, inputs)."
                : $"{path}: holds a list of {header.Shape[0]} numbers, not rows. Save np.reshape(a, (-1, inputs)), or np.reshape(a, (-1, 1)) for rows of one number.");
        }
        if (header.Fortran)
            throw new InvalidDataException($"{path}: is in Fortran order (columns one after the other). {WayOut}.");
        var shape = RowShape.Of(path, header.Shape);
        source.Expect(header.DataOffset + (Int128)shape.Rows * shape.Width * number.Size, shape.Promise);
        return new StoredRows(source, path, header.DataOffset, shape, number);
    }

    private static StoredNumber NumberOf(string path, string? type)
    {
        if (type is null) throw new InvalidDataException($"{path}: holds records of several fields (a structured type). Select the fields that are numbers, then: {WayOut}.");
        var bigEndian = type.StartsWith('>') || type.StartsWith('=') && !BitConverter.IsLittleEndian;
        return type.TrimStart('<', '>', '=', '|') switch
        {
            "u1" or "B" => new StoredNumber(NumberKind.ByteFraction),
            "f4" => new StoredNumber(NumberKind.Float32, bigEndian),
            "f8" => new StoredNumber(NumberKind.Float64, bigEndian),
            var kind => throw new InvalidDataException($"{path}: holds {Words(kind)} ('{MessageText.Visible(type)}'), and uint8, float32 and float64 are read. {WayOut}."),
        };
    }

    private static string Words(string kind) => kind.Length == 0 ? "elements of no type" : kind[0] switch
    {
        'c' => "complex numbers",
        'U' or 'S' or 'a' => "text",
        'O' => "Python objects",
        'b' or '?' => "truth values",
        'i' or 'u' => "whole numbers",
        'f' => "floating-point numbers of another size",
        'M' or 'm' => "dates or times",
        'V' => "raw bytes",
        _ => "elements of an unknown type",
    };
}
