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
}
