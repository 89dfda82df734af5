namespace SparseAutoencoders;

/// <summary>Rows in an NPY file, as numpy.save writes it: real numbers of either byte order and truth values, in C or Fortran order.</summary>
/// <remarks>uint8 is read as value/255, truth values as 0 and 1, all other numbers as they are. What is in Fortran order is laid out as rows once, as packed files are unpacked. The first size counts rows; three sizes are (rows, height, width). Source: numpy, "A simple file format for NumPy arrays" (NEP 1).</remarks>
public static class NpyRows
{
    /// <summary>Its entry in the list of formats.</summary>
    public static RowFormat Format { get; } = new(
        "npy", "one numpy array, as numpy.save writes it", [".npy"], static head => head.Span.StartsWith(NpyHeader.Magic), static (path, _) => Open(path))
    {
        OpenTexts = static (path, column, _) => NpyTexts.Open(path, column),
    };

    private static StoredRows Open(string path, int least = 2)
    {
        var source = ByteSource.Open(path);
        try
        {
            return Open(source, least);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Rows of an NPY file that is open already; they own it.</summary>
    /// <param name="source">The file.</param>
    /// <param name="least">Sizes that it has at least: 1 where a list stands for rows of one number.</param>
    internal static StoredRows Open(ByteSource source, int least = 2)
    {
        var path = source.Path;
        var header = NpyHeader.Read(source);
        var number = NpyNumber.Of(path, header.Type);
        if (header.Shape.Count < least)
        {
            throw new InvalidDataException(header.Shape.Count == 0
                ? $"{path}: holds a single number, not rows. Save a two-dimensional array (rows, inputs)."
                : $"{path}: holds a list of {header.Shape[0]} numbers, not rows. Save np.reshape(a, (-1, inputs)), or np.reshape(a, (-1, 1)) for rows of one number.");
        }
        var shape = RowShape.Of(path, header.Shape);
        var length = (Int128)shape.Rows * shape.Width * number.Size;
        source.Expect(header.DataOffset + length, shape.Promise);
        if (!header.Fortran) return new StoredRows(source, path, header.DataOffset, shape, number);
        var rows = ByteSource.Unpack(path, new FortranOrder(source, header.DataOffset, header.Shape, number.Size));
        try
        {
            rows.Expect(length, shape.Promise);
            return new StoredRows(rows, path, 0, shape, number);
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }
}
