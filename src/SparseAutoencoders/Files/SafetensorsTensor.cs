namespace SparseAutoencoders;

/// <summary>One array in a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="NumberType">The format's name of the number type: "F32", "F64", "U8".</param>
/// <param name="Shape">Its sizes; none for a single number.</param>
/// <param name="Offset">Where its bytes begin, from the beginning of the file.</param>
/// <param name="ByteCount">How many they are.</param>
public sealed record SafetensorsTensor(string Name, string NumberType, IReadOnlyList<long> Shape, long Offset, long ByteCount)
{
    /// <summary>Numbers in it.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);     // cannot overflow: checked against the bytes when the header was read

    /// <summary>As "encoder.weight (196x784 F32)".</summary>
    public override string ToString() => $"{MessageText.Visible(Name)} ({MessageText.Sizes(Shape)} {MessageText.Visible(NumberType)})";
}
