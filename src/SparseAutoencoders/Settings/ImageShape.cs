namespace SparseAutoencoders;

/// <summary>How a row is drawn: <see cref="Height"/> lines of <see cref="Width"/> inputs, the upper line first.</summary>
public readonly record struct ImageShape(int Height, int Width)
{
    /// <summary>Inputs the image has.</summary>
    public int Size => Height * Width;

    /// <summary>Reads "28x28".</summary>
    public static bool TryParse(string text, out ImageShape shape)
    {
        shape = default;
        var parts = text.Split('x', 'X', '×');
        if (parts.Length != 2
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var height)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            || height < 1 || width < 1 || (long)height * width > int.MaxValue) return false;
        shape = new ImageShape(height, width);
        return true;
    }

    /// <summary>As "28x28".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Height}x{Width}");
}
