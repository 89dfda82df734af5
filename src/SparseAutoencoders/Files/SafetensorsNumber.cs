namespace SparseAutoencoders;

/// <summary>The format's names of number types.</summary>
internal static class SafetensorsNumber
{
    /// <summary>Bits of a number; null for a name not known here.</summary>
    public static int? Bits(string name) => name switch
    {
        "BOOL" or "U8" or "I8" or "F8_E5M2" or "F8_E4M3" or "F8_E8M0" => 8,
        "I16" or "U16" or "F16" or "BF16" => 16,
        "I32" or "U32" or "F32" => 32,
        "I64" or "U64" or "F64" or "C64" => 64,
        _ => null,
    };

    /// <summary>How such numbers are read; null if they are not.</summary>
    public static StoredNumber? Stored(string name) => name switch
    {
        "BOOL" => new StoredNumber(NumberKind.Bool),
        "U8" => new StoredNumber(NumberKind.UInt8),
        "I8" => new StoredNumber(NumberKind.Int8),
        "U16" => new StoredNumber(NumberKind.UInt16),
        "I16" => new StoredNumber(NumberKind.Int16),
        "U32" => new StoredNumber(NumberKind.UInt32),
        "I32" => new StoredNumber(NumberKind.Int32),
        "U64" => new StoredNumber(NumberKind.UInt64),
        "I64" => new StoredNumber(NumberKind.Int64),
        "F16" => new StoredNumber(NumberKind.Float16),
        "BF16" => new StoredNumber(NumberKind.BFloat16),
        "F32" => new StoredNumber(NumberKind.Float32),
        "F64" => new StoredNumber(NumberKind.Float64),
        _ => null,
    };

    /// <summary>The format's name of numbers that are stored so; null where there is none.</summary>
    public static string? NameOf(StoredNumber number) => number.Kind switch
    {
        NumberKind.Bool => "BOOL",
        NumberKind.Int8 => "I8",
        NumberKind.Int16 => "I16",
        NumberKind.Int32 => "I32",
        NumberKind.Int64 => "I64",
        NumberKind.Float16 => "F16",
        NumberKind.BFloat16 => "BF16",
        NumberKind.Float32 => "F32",
        NumberKind.Float64 => "F64",
        _ => null,
    };
}
