namespace SparseAutoencoders;

/// <summary>Rows of which few numbers are not 0, and which can be read without the zeros: codes of a model, say.</summary>
public interface ISparseRows : IRows
{
    /// <summary>Reads consecutive rows.</summary>
    /// <param name="first">First row, from 0.</param>
    /// <param name="count">How many.</param>
    /// <param name="destination">Takes their numbers that are not 0, columns ascending.</param>
    /// <exception cref="ArgumentOutOfRangeException">A row beyond <see cref="IRows.Count"/>.</exception>
    /// <exception cref="InvalidDataException">The source does not hold what it promised.</exception>
    void ReadSparse<T>(int first, int count, SparseCodes<T> destination) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
