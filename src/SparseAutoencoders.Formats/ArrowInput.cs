using System.Buffers.Binary;

namespace SparseAutoencoders.Formats;

/// <summary>Passes on to a file, and holds what Arrow's messages claim to it before the library takes memory for it.</summary>
/// <remarks>The library reads a length alone, 4 bytes, and then the description of that length; for the bytes described it asks for memory next.</remarks>
/// <param name="file">The file.</param>
/// <param name="isFile">It has a footer, which is the first description that is read; else messages follow each other.</param>
internal sealed class ArrowInput(Stream file, bool isFile) : Stream
{
    private const int Continuation = -1;

    private bool _isLength, _isFooter = isFile;

    /// <summary>The next memory that is asked for is for bytes of the file.</summary>
    public bool DescribesBody { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => file.Length;

    public override long Position { get => file.Position; set => file.Position = value; }

    public override int Read(Span<byte> buffer)
    {
        var count = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (_isLength && count == buffer.Length && count > sizeof(int))
        {
            ArrowDescription.Check(buffer, _isFooter);
            (DescribesBody, _isFooter) = (true, false);
        }
        else DescribesBody = false;
        _isLength = count == buffer.Length && count == sizeof(int) && IsLength(BinaryPrimitives.ReadInt32LittleEndian(buffer));
        return count;
    }

    private bool IsLength(int length)
    {
        if (length > file.Length) throw new InvalidDataException($"a message claims {length} bytes");
        return length != Continuation;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
