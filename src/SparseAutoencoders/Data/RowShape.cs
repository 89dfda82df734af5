namespace SparseAutoencoders;

/// <summary>An array's sizes, seen as rows: the first size counts rows, the others make up a row.</summary>
internal readonly record struct RowShape(int Rows, int Width, ImageShape? Image)
{
    /// <summary>What the header promises, in words.</summary>
    public string Promise => $"{Rows} rows of {Width} numbers";

    /// <summary>Checks sizes that came from a file.</summary>
    /// <param name="place">The file, for the message.</param>
    /// <param name="sizes">At least one, none negative. One stands for rows of one number, three are (rows, height, width).</param>
    /// <exception cref="InvalidDataException">There are no rows, or more than can be counted.</exception>
    public static RowShape Of(string place, IReadOnlyList<long> sizes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sizes.Count, 1);
        if (sizes.Skip(1).Contains(0)) throw new InvalidDataException($"{place}: its rows hold no numbers (its sizes are {MessageText.Sizes(sizes)}). Give a file with rows.");
        Int128 width = 1;
        for (var i = 1; i < sizes.Count && width <= int.MaxValue; i++) width *= sizes[i];
        if (sizes[0] > int.MaxValue || width > int.MaxValue)
            throw new InvalidDataException($"{place}: its header promises sizes of {MessageText.Sizes(sizes)}; at most {int.MaxValue} rows of {int.MaxValue} numbers can be read. Split the file, or make it again if it is damaged.");
        ImageShape? image = sizes.Count == 3 ? new ImageShape((int)sizes[1], (int)sizes[2]) : null;
        return new RowShape((int)sizes[0], (int)width, image);
    }
}
