namespace SparseAutoencoders.Tests.Golden;

/// <summary>JSON's rows of numbers as a matrix.</summary>
public static class GoldenMatrix
{
    /// <summary>The same numbers; all rows are of the first one's length.</summary>
    public static double[,] ToMatrix(this double[][] rows)
    {
        var matrix = new double[rows.Length, rows[0].Length];
        for (var r = 0; r < rows.Length; r++)
        {
            Assert.Equal(rows[0].Length, rows[r].Length);
            for (var j = 0; j < rows[r].Length; j++)
                matrix[r, j] = rows[r][j];
        }
        return matrix;
    }
}
