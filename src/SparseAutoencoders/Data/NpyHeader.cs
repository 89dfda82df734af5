using System.Buffers.Binary;
using System.Text;

namespace SparseAutoencoders;

/// <summary>What the head of an NPY file says.</summary>
/// <param name="Type">numpy's name of the number type, "&lt;f4"; null where an element has several fields.</param>
/// <param name="Fortran">True if the first size varies fastest.</param>
/// <param name="Shape">Sizes, none negative.</param>
/// <param name="DataOffset">Where the numbers begin.</param>
internal sealed record NpyHeader(string? Type, bool Fortran, IReadOnlyList<long> Shape, int DataOffset)
{
    /// <summary>Longest header read; numpy itself stops at 10,000 unless told otherwise.</summary>
    private const int LongestHeader = 1 << 20;

    /// <summary>Every NPY file begins so.</summary>
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads the head, versions 1.0 to 3.0.</summary>
    /// <exception cref="InvalidDataException">It is no such head.</exception>
    public static NpyHeader Read(ByteSource source)
    {
        var path = source.Path;
        var start = source.Head(12);
        if (!start.AsSpan().StartsWith(Magic)) throw new InvalidDataException($"{path}: does not begin as an NPY file does. Save the array with np.save, or check the ending.");
        if (start.Length < 12) throw CutShort(path);
        var version = start[6];
        if (version is < 1 or > 3 || start[7] != 0)
            throw new InvalidDataException($"{path}: is NPY version {version}.{start[7]}, and 1.0 to 3.0 are read. Save it again with np.save.");

        var textOffset = version == 1 ? 10 : 12;
        var textLength = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(8)) : BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(8));
        if (textLength > LongestHeader) throw Damaged(path, $"it claims to be {textLength} bytes long");
        var end = textOffset + (int)textLength;
        var head = source.Head(end);
        if (head.Length < end) throw CutShort(path);
        var text = (version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(head.AsSpan(textOffset));
        try
        {
            return Of(PythonLiteral.Parse(text), end);
        }
        catch (FormatException failure)
        {
            throw Damaged(path, failure.Message);
        }
    }

    private static NpyHeader Of(object? literal, int dataOffset)
    {
        if (literal is not Dictionary<string, object?> entries) throw new FormatException("it is no dictionary");
        foreach (var key in entries.Keys)
        {
            if (key is not ("descr" or "fortran_order" or "shape")) throw new FormatException($"the key '{MessageText.Visible(key)}' was not expected");
        }
        if (!entries.TryGetValue("descr", out var type)) throw new FormatException("'descr' is missing");
        if (type is not (string or List<object?>)) throw new FormatException("'descr' is no number type");
        if (!entries.TryGetValue("fortran_order", out var fortran) || fortran is not bool) throw new FormatException("'fortran_order' is not True or False");
        if (!entries.TryGetValue("shape", out var shape) || shape is not List<object?> sizes || !sizes.TrueForAll(size => size is >= 0L))
            throw new FormatException("'shape' is no tuple of sizes");
        return new NpyHeader(type as string, (bool)fortran, [.. sizes.Cast<long>()], dataOffset);
    }

    private static InvalidDataException CutShort(string path) => new($"{path}: is cut short: it ends inside its header. Get or save the file again.");

    private static InvalidDataException Damaged(string path, string finding) => new($"{path}: its NPY header cannot be read: {finding}. Save the array again with np.save.");
}
