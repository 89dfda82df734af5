using System.Text;

namespace SparseAutoencoders;

/// <summary>Writes rows as an NPY file, version 1.0: a little-endian array (rows, width), in C order.</summary>
public static class NpyWriter
{
    /// <summary>numpy's own alignment of the numbers.</summary>
    private const int Alignment = 64;

    /// <summary>Its entry in the list of outputs.</summary>
    public static IRowWriter Format { get; } = new Writer();

    /// <summary>Writes all rows, a block at a time.</summary>
    /// <typeparam name="T">The file's numbers: Half ("&lt;f2"), float ("&lt;f4") or double ("&lt;f8").</typeparam>
    /// <param name="stream">Takes the file.</param>
    /// <param name="rows">What is written.</param>
    /// <param name="progress">Told the number of rows written so far.</param>
    /// <param name="cancel">Stops between blocks.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void Write<T>(Stream stream, IRows rows, IProgress<int>? progress = null, CancellationToken cancel = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(rows);
        stream.Write(Header($"<f{LittleEndian.Size<T>()}", $"({rows.Count}, {rows.Width})"));
        RowWalk.ForEach<T>(rows, (_, block) => LittleEndian.Write<T>(stream, block.All), progress, cancel);
    }

    /// <summary>What stands before the numbers.</summary>
    /// <param name="type">numpy's name of the number type.</param>
    /// <param name="shape">A tuple of sizes, as Python writes it.</param>
    internal static byte[] Header(string type, string shape)
    {
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}";
        var length = NpyHeader.Magic.Length + 4 + text.Length + 1;
        text = text.PadRight(text.Length + (Alignment - length % Alignment) % Alignment) + "\n";
        return [.. NpyHeader.Magic, 1, 0, (byte)text.Length, (byte)(text.Length >> 8), .. Encoding.ASCII.GetBytes(text)];
    }

    private sealed class Writer : IRowWriter
    {
        public string Ending => ".npy";

        public void Write<T>(Stream stream, IRows rows, IProgress<int>? progress, CancellationToken cancel) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            NpyWriter.Write<T>(stream, rows, progress, cancel);
    }
}
