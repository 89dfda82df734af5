namespace SparseAutoencoders;

/// <summary>numpy's names of number types.</summary>
internal static class NpyNumber
{
    private const string WayOut = "Save it with np.save(file, a.astype(np.float32))";

    /// <summary>How such numbers are read.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="type">"&lt;f4"; null where an element has several fields.</param>
    /// <exception cref="InvalidDataException">They are not.</exception>
    public static StoredNumber Of(string path, string? type)
    {
        if (type is null) throw new InvalidDataException($"{path}: holds records of several fields (a structured type). Select the fields that are numbers, then: {WayOut}.");
        var bigEndian = type.StartsWith('>') || type.StartsWith('=') && !BitConverter.IsLittleEndian;
        return type.TrimStart('<', '>', '=', '|') switch
        {
            "b1" or "?" => new StoredNumber(NumberKind.Bool),
            "u1" or "B" => new StoredNumber(NumberKind.ByteFraction),
            "i1" => new StoredNumber(NumberKind.Int8),
            "u2" => new StoredNumber(NumberKind.UInt16, bigEndian),
            "i2" => new StoredNumber(NumberKind.Int16, bigEndian),
            "u4" => new StoredNumber(NumberKind.UInt32, bigEndian),
            "i4" => new StoredNumber(NumberKind.Int32, bigEndian),
            "u8" => new StoredNumber(NumberKind.UInt64, bigEndian),
            "i8" => new StoredNumber(NumberKind.Int64, bigEndian),
            "f2" => new StoredNumber(NumberKind.Float16, bigEndian),
            "f4" => new StoredNumber(NumberKind.Float32, bigEndian),
            "f8" => new StoredNumber(NumberKind.Float64, bigEndian),
            var kind => throw new InvalidDataException($"{path}: holds {Words(kind)} ('{MessageText.Visible(type)}'), which are not read. {WayOut}."),
        };
    }

    private static string Words(string kind) => kind.Length == 0 ? "elements of no type" : kind[0] switch
    {
        'c' => "complex numbers",
        'U' or 'S' or 'a' => "text",
        'O' => "Python objects",
        'i' or 'u' => "whole numbers of another size",
        'f' => "floating-point numbers of another size",
        'M' or 'm' => "dates or times",
        'V' => "raw bytes",
        _ => "elements of an unknown type",
    };
}
